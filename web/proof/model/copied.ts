// Plays every copy and says what came of it.
import { Copies, type Copy } from './copies';
import { Scene, verdict } from './scene';
import { sealed, undecided } from './sealed';
import { playTabs } from './tabs';
import type { World } from './server';

const check = /^(box|wrap|set-back|D[1-8]|G[1-9]|E[1-5]|O[1-4]|P[12])$/, unserved = /^server: (internal|not_found|sign_in_failed)$/;

/** Links between the keys of a case: the people of this scene begin no new epoch, so none lies there. As soon as one does, copies of it are demanded. */
const unmade = ({ dump }: Scene, column: string): boolean => column.startsWith('back_links.') && dump['back_links']!.length === 0;

export interface Outcome { copies: number; refused: number; unserved: number; controls: number; checks: Map<string, number>; wrong: string[] }

export async function playCopies(world: World): Promise<Outcome> {
  const scene = await Scene.make(world), outcome: Outcome = { copies: 0, refused: 0, unserved: 0, controls: 0, checks: new Map(), wrong: [] };
  try {
    outcome.wrong.push(...(await undecided(scene.sql, scene.rest.shred)).map((column) => `undecided column: ${column}`));
    const { list } = new Copies(scene), by = new Map<string, number>();
    for (const copy of list) await play(scene, copy, outcome, by);
    await controls(scene, list, outcome);
    for (const column of Object.keys(sealed)) if (!unmade(scene, column)) for (const across of [true, false]) if (!by.has(`${column} ${across}`)) outcome.wrong.push(`${column}: nobody refused a copy ${across ? 'from another agency' : 'from the same agency'}`);
    await playTabs(scene, outcome);
  } finally { await scene.end(); }
  return outcome;
}

/** Refused with a check by whoever was given it, or not even given out. */
async function play(scene: Scene, copy: Copy, outcome: Outcome, by: Map<string, number>): Promise<void> {
  await scene.sql.restore(scene.dump);
  await scene.sql.put(await copy.rows());
  const found = await verdict(scene, copy.look);
  outcome.copies++;
  outcome.checks.set(found, (outcome.checks.get(found) ?? 0) + 1);
  if (check.test(found)) { outcome.refused++; by.set(`${copy.of} ${copy.across}`, 1); }
  else if (unserved.test(found)) outcome.unserved++;
  else outcome.wrong.push(`${copy.of}: ${copy.what}: ${found}`);
}

/** Unmoved, each opens. What the whole case of another person would be, nobody sees unmoved. */
async function controls(scene: Scene, list: Copy[], outcome: Outcome): Promise<void> {
  const looks = new Map(list.filter(({ alone }) => !alone).map(({ look }) => [JSON.stringify(look), look]));
  for (const look of looks.values()) {
    await scene.sql.restore(scene.dump);
    const found = await verdict(scene, look);
    outcome.controls++;
    if (found !== 'open') outcome.wrong.push(`unmoved: ${JSON.stringify(look)}: ${found}`);
  }
}

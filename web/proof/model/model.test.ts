// Who can read what (PROTOCOL 4.4; T6, T7, T12). After every step of random histories, what real people read is what the model says; and rows that are copied
// between cases, people and agencies do not open. PROOF_SEED=n runs one history again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discard } from '../../e2e/process';
import { commands } from './commands';
import { playCopies } from './copied';
import { History, noTally } from './history';
import { script } from './script';
import { makeWorld, type World } from './server';

const long = process.env.PROOF === 'long';
const steps = 40;
const fixed = Array.from({ length: long ? 249 : 4 }, (_, i) => i + 1);
const seeds = process.env.PROOF_SEED ? [Number(process.env.PROOF_SEED)] : [...fixed, Math.floor(Math.random() * 2 ** 31)];
/** The long form ends here, wherever it is; then its floors are not reached and it is void. */
const most = 90 * 60_000;

let world: World;
beforeAll(async () => { world = await makeWorld(); });
afterAll(() => discard(world.folder));

test('the model says readable where real sealing opens, and nowhere else', { timeout: most + 60_000 }, async () => {
  const started = Date.now(), tally = noTally();
  if (!process.env.PROOF_SEED) await History.run(world, 0, script, true, tally);
  for (const [i, seed] of seeds.entries()) {
    if (Date.now() - started > most) break;
    await History.run(world, seed, steps, long && i % 5 === 0, tally);
  }
  const { thief } = tally, kinds = [...tally.kinds].map(([name, n]) => `${name} ${n}`).join(', ');
  console.log(`model: ${tally.steps} steps in ${tally.histories} histories (seed by chance: ${seeds.at(-1)}); through the server ${tally.readable} readable, ${tally.unreadable} not; with a dump ` +
    `${thief.readable} readable, ${thief.unreadable} not, ${thief.tries} keys tried, ${thief.hits} fitted; ${tally.former.believed} of former members believed, ${tally.former.refused} not; ${tally.operator} sealed pieces shut to the operator; ${Math.round((Date.now() - started) / 1000)} s\nmodel: ${kinds}`);
  if (process.env.PROOF_SEED) return;
  const floor = long ? 100 : 1;
  expect(tally.steps).toBeGreaterThanOrEqual(long ? 10_000 : 230);
  for (const { name, rare } of commands) expect([name, (tally.kinds.get(name) ?? 0) >= (rare ? Math.ceil(floor / 10) : floor)]).toEqual([name, true]);
  for (const n of [tally.readable, thief.readable]) expect(n).toBeGreaterThan(10_000 * (floor / 10));
  for (const n of [tally.unreadable, thief.unreadable]) expect(n).toBeGreaterThan(20_000 * (floor / 10));
  for (const n of [tally.former.believed, tally.former.refused]) expect(n).toBeGreaterThanOrEqual(floor);
  expect(thief.tries).toBeGreaterThan(100_000 * floor / 10);
  expect(thief.hits).toBeGreaterThan(tally.steps);
});

test('rows copied by SQL are refused by whoever is given them', { timeout: 300_000 }, async () => {
  const started = Date.now(), { copies, refused, unserved, controls, checks, wrong } = await playCopies(world);
  console.log(`copied rows: ${copies} copies, ${refused} refused by a check (${[...checks].map(([name, n]) => `${name} ${n}`).join(', ')}), ${unserved} not given out; ${controls} controls; ${Math.round((Date.now() - started) / 1000)} s`);
  expect(wrong).toEqual([]);
  expect(copies).toBeGreaterThan(60);
  expect(controls).toBeGreaterThanOrEqual(12);
});

// The malicious server against the shipped client: every scene once without an attack, then every file of attacks/.
import { test as base, expect, type BrowserContext } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { watched } from '../../e2e/fixtures';
import { finds } from '../../e2e/search';
import type { Attack, SceneName, Stage } from './attack';
import { excused, required } from './checks';
import { alarms, altered, isCounted, noTaint, told, wentOut } from './outcome';
import { scenes } from './scenes';
import { Stopped, type Prepared } from './steps';
import { makeWorld, type World } from './world';

const long = process.env['PROOF'] === 'long', played = (Object.keys(scenes) as SceneName[]).filter((name) => long || !scenes[name].long);
const folder = fileURLToPath(new URL('attacks', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.ts')).sort();
const attacks: { file: string; attack: Attack }[] = [];
const later: string[] = []; // what only the long form plays
for (const file of files) {
  const exported = Object.values(await import(`./attacks/${file}`) as Record<string, Attack>);
  if (exported.length !== 1 || exported[0]?.id !== file.replace(/\.ts$/, '')) throw new Error(`attacks/${file} exports one attack of that name`);
  if ((exported[0].long || scenes[exported[0].scene].long) && !long) later.push(file); else attacks.push({ file, attack: exported[0] });
}

const test = base.extend<object, { world: World }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  world: [async ({}, use) => { const world = await makeWorld(); await use(world); await world.end(); }, { scope: 'worker', timeout: 120_000 }],
});
test.describe.configure({ timeout: 60_000 });
test.use({ trace: 'off', actionTimeout: 10_000 });

const ran = { attacks: new Set<string>(), controls: new Set<string>(), bytes: 0, bites: 0, began: Date.now() };

function staged(world: World, prepared: Prepared, page: Stage['page']): Stage {
  return {
    world, proxy: world.proxy, page, link: prepared.link,
    get case() { if (!prepared.case) throw new Error('this scene has no case'); return prepared.case; },
  };
}

const spare = new Map<string, Prepared>();

/** A fresh browser for one scene. What it complained about (errors, violations of the policy) is a defeat as well. */
async function play(world: World, context: BrowserContext, name: SceneName, then: (stage: Stage) => Promise<void>): Promise<void> {
  const scene = scenes[name], { shared = '' } = scene, prepared = spare.get(shared) ?? await scene.prepare(world);
  spare.delete(shared);
  world.proxy.begin();
  const complaints = await watched(context), page = await context.newPage();
  await page.setViewportSize(scene.desk ? { width: 1280, height: 800 } : { width: 360, height: 640 });
  const stage = staged(world, prepared, page);
  await scene.open(stage);
  const from = world.proxy.received.length;
  await then(stage);
  expect(complaints).toEqual([]);
  if (shared && !altered(world.proxy, from)) spare.set(shared, prepared);
  await scene.after?.(world);
  world.proxy.begin();
}

for (const name of played) {
  test(`control: ${name}`, async ({ world, context }) => {
    await play(world, context, name, async (stage) => {
      await scenes[name].act(stage);
      await scenes[name].good(stage);
      expect(alarms(world.proxy), 'nothing was refused').toEqual([]);
      ran.bytes += noTaint(world.proxy, scenes[name].secrets(stage));
      for (const secret of scenes[name].secrets(stage)) expect(finds(secret, Buffer.from(JSON.stringify({ text: Buffer.from(`. ${secret} .`).toString('base64') }))), 'the search would find it').not.toBeNull();
    });
    ran.controls.add(name);
  });
}

for (const { attack } of attacks) {
  test(`${attack.id}: ${attack.title}`, async ({ world, context }) => {
    const scene = scenes[attack.scene], { expected } = attack;
    await play(world, context, attack.scene, async (stage) => {
      await attack.arm(stage);
      await scene.act(stage).catch((error: unknown) => { if (!(error instanceof Stopped)) throw error; });
      await told(stage, attack);
      if (expected.harmless) await scene.good(stage);
      await expected.also?.(stage);
      await isCounted(stage, attack);
      expect(world.proxy.bites, 'the attack took place').toBeGreaterThan(0);
      if (!expected.harmless) expect(wentOut(world.proxy, expected.may), 'content that went out afterwards').toEqual([]);
      ran.bytes += noTaint(world.proxy, scene.secrets(stage));
      ran.bites += world.proxy.bites;
    });
    ran.attacks.add(attack.id);
  });
}

test('the suite is whole', () => {
  const aimed = new Set(attacks.flatMap(({ attack }) => attack.aimed)), missing = required.filter((check) => !aimed.has(check) && !(check in excused));
  const seconds = Math.round((Date.now() - ran.began) / 1000);
  console.log(`evil server: ${ran.attacks.size} of ${files.length} attacks in ${ran.controls.size} scenes, ${ran.bites} answers changed, ${(ran.bytes / 1e6).toFixed(1)} MB of traffic searched, checks ${[...aimed].sort().join(' ')}; ${seconds} s`);
  expect(missing, 'checks without an attack').toEqual([]);
  expect(Object.keys(excused).filter((check) => aimed.has(check as never)), 'excuses that are none').toEqual([]);
  expect(files.length, 'attacks').toBeGreaterThanOrEqual(60);
  expect(ran.attacks.size).toBe(files.length - later.length);
  expect(ran.controls.size).toBe(played.length);
  expect(ran.bytes).toBeGreaterThan(files.length * 5_000);
});

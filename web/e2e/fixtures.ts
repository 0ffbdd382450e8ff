// What every journey needs: the shipped binary with an empty database, an agency that is set up, and a person on a phone.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Person } from '../src/demo/person';
import { fits, habits, walk } from './access';
import { smallDisk, type Disk } from './disk';
import { answers, discard, freePort, postgres, stop, temporary, type Postgres } from './process';
import { Recorder } from './recorder';

const here = dirname(fileURLToPath(import.meta.url));
export const binary = join(here, '..', '..', 'build', 'siegel');
const pictures = join(here, '..', 'pictures');

export interface Siegel {
  origin: string; recorder: Recorder; folder: string; postgres: Postgres | null; direct: string;
  lead: Person; karin: Person; fingerprint: string;
  /** Runs one of the operator's commands against the same data. */
  command(...args: string[]): string;
  /** Ends the server as a crash would, at once; and starts it again on the same folders. */
  kill(): void; restart(): Promise<void>;
  /** Of the server's process. */
  pid(): number;
  /** That of the data folder, if it has one of its own. */
  disk: Disk | null;
}
export const people = { lead: { name: 'lead', password: 'vier worte sind genug' }, karin: { name: 'karin', password: 'noch vier worte dazu' }, ben: { name: 'ben', password: 'und vier worte fuer ben' } };

/** A server whose clock a journey sets. */
export interface Clocked extends Siegel {
  /** The server's clock runs on from this moment (ISO). */
  set(moment: string): void;
  now(): number;
}

/** `disk`: MiB of a disk of its own for the data folder. `log`: file for what the server says; without it the terminal. */
interface Wanted { disk?: number; database: 'sqlite' | 'postgres'; program: string; agency: string; environment?: Record<string, string>; log?: string }

/** A server behind the recorder, with an agency that is set up by its lead and two counsellors; goes with `end`. */
export async function world({ database, program, agency, environment = {}, disk: size, log }: Wanted): Promise<Siegel & { end(): Promise<void> }> {
  const folder = temporary();
  const cluster = database === 'postgres' ? await postgres() : null;
  const [port, target] = [await freePort(), await freePort()];
  const recorder = await Recorder.start(port, target);
  const settings = { PATH: process.env.PATH ?? '', SIEGEL_DATA: join(folder, 'data'), SIEGEL_KEYS: join(folder, 'keys'), SIEGEL_PUBLIC_URL: recorder.origin,
    SIEGEL_LISTEN: `127.0.0.1:${target}`, SIEGEL_TRUSTED_PROXIES: '127.0.0.1', ...(cluster ? { SIEGEL_DATABASE: cluster.url } : {}), ...environment };
  const disk = size ? await smallDisk(join(folder, 'data'), size) : null;
  const [first = program, ...before] = [...disk?.enter ?? [], program];
  const command = (...args: string[]) => execFileSync(first, [...before, ...args], { env: settings, cwd: folder, stdio: 'pipe' }).toString();
  const link = command('agency', 'create', '--from', join(here, agency));
  const serve = () => spawn(first, [...before, 'serve'], { env: settings, cwd: folder, stdio: ['ignore', 'ignore', log ? openSync(log, 'a') : 'inherit'] });
  let child: ChildProcess = serve();
  const kill = () => { child.kill('SIGKILL'); };
  const restart = async () => { child = serve(); await answers(`${recorder.origin}/`, child); };
  const direct = `http://127.0.0.1:${target}`;
  await answers(`${recorder.origin}/`, child);
  const token = /#t=([A-Za-z0-9_-]{22})/.exec(link)?.[1] ?? '';
  const lead = new Person(recorder.origin, 'kiz', 'staff');
  await lead.join('setup', token, null, people.lead.name, people.lead.password, 'Frau L.', 'de');
  const fingerprint = await lead.setUp({ phone: '+43 1 0000001', emergency: [{ label: 'Notruf', number: '112' }] }, true);
  const staff: Person[] = [];
  for (const [who, alias] of [['karin', 'Frau K.'], ['ben', 'Herr B.']] as const) {
    const person = new Person(recorder.origin, 'kiz', 'staff');
    await person.join('join', await lead.invite(['counsellor', 'intake']), fingerprint, people[who].name, people[who].password, alias, 'de');
    staff.push(person);
  }
  await lead.admit();
  for (const person of [lead, ...staff]) await person.refresh();
  const end = async () => { await stop(child); await recorder.stop(); await cluster?.stop(); await disk?.end(); discard(folder); };
  return { origin: recorder.origin, recorder, folder, postgres: cluster, direct, lead, karin: staff[0] as Person, fingerprint, command, kill, restart, pid: () => child.pid ?? 0, disk, end };
}

export const test = base.extend<{ phone: Page; laptop: Page }, { database: 'sqlite' | 'postgres'; world: string; siegel: Siegel; clocked: Clocked; blank: { origin: string; link: string } }>({
  database: ['sqlite', { option: true, scope: 'worker' }],
  /** Each file names its own: what another file's journeys left (fifty enquiries fill the desk's first page) is not in the way. */
  world: ['', { option: true, scope: 'worker' }],
  siegel: [async ({ database }, use) => {
    const siegel = await world({ database, program: binary, agency: 'agency.toml' });
    await use(siegel);
    await siegel.end();
  }, { scope: 'worker', timeout: 120_000 }],
  /** Built when a journey asks for it; the shipped binary has no such clock. */
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  clocked: [async ({}, use) => {
    const folder = temporary(), program = join(folder, 'clocked'), file = join(folder, 'ahead');
    execFileSync('go', ['build', '-o', program, './internal/testkit/clocked'], { cwd: join(here, '..', '..'), env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false' } });
    writeFileSync(file, '0');
    let ahead = 0;
    const siegel = await world({ database: 'sqlite', program, agency: 'agency-promise.toml', environment: { CLOCK_FILE: file } });
    const set = (moment: string) => { ahead = Date.parse(moment) - Date.now(); writeFileSync(file, String(ahead)); };
    await use({ ...siegel, set, now: () => Date.now() + ahead });
    await siegel.end();
    discard(folder);
  }, { scope: 'worker', timeout: 240_000 }],
  /** A second server whose agency exists but is not set up. */
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  blank: [async ({}, use) => {
    const folder = temporary();
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const settings = { PATH: process.env.PATH ?? '', SIEGEL_DATA: join(folder, 'data'), SIEGEL_KEYS: join(folder, 'keys'), SIEGEL_PUBLIC_URL: origin, SIEGEL_LISTEN: `127.0.0.1:${port}` };
    const link = /https?:\/\/\S+/.exec(execFileSync(binary, ['agency', 'create', '--from', join(here, 'agency.toml')], { env: settings, cwd: folder, stdio: 'pipe' }).toString())?.[0] ?? '';
    const child = spawn(binary, ['serve'], { env: settings, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    await answers(`${origin}/`, child);
    await use({ origin, link });
    await stop(child);
    discard(folder);
  }, { scope: 'worker', timeout: 60_000 }],
  phone: async ({ browser }, use) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true });
    const complaints = await watched(context);
    await use(await context.newPage());
    expect(complaints).toEqual([]);
    await context.close();
  },
  laptop: async ({ browser }, use) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const complaints = await watched(context);
    await use(await context.newPage());
    expect(complaints).toEqual([]);
    await context.close();
  },
});
export { expect };

/** Every page of every journey: no error, no violation of the policy; other hosts are played by an empty page. Answers what was complained about. */
export async function watched(context: BrowserContext): Promise<string[]> {
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    const words = message.text();
    // Chromium knows Integrity-Policy for scripts only, and says so.
    if (/Content Security Policy|Trusted Type|Integrity/i.test(words) && !words.includes("destination 'style' is not supported")) complaints.push(words);
  });
  await context.route((url) => url.hostname !== '127.0.0.1', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Wetter</title><h1>Wetter</h1>' }));
  return complaints;
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it stands. `colours`: of what another set of colours changes, and nothing else. */
export async function axe(page: Page, colours = false): Promise<string[]> {
  // Our pages have no frames: without them nothing has to be put together on a second page, which takes half of the time.
  const all = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(), { violations } = await (colours ? all.withRules(['color-contrast', 'link-in-text-block']) : all.withTags(tags)).analyze();
  return violations.map((v) => `${v.id} ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

/**
 * A screen as people meet it: pictures on phone and desktop, light and dark and (phone) in forced colours, axe on each (UX check 24); the keyboard's walk on the
 * phone and at 400 % zoom (25), 320 pixels and wide spacing (26). Nothing may be found.
 */
export async function look(page: Page, name: string): Promise<void> {
  if (test.info().project.name !== 'sqlite') return; // the screens are the same on both databases
  test.setTimeout(test.info().timeout + 20_000);
  mkdirSync(pictures, { recursive: true });
  const before = page.viewportSize(), faults: string[] = [];
  const note = (where: string, found: string[]) => { faults.push(...found.map((fault) => `${name} ${where}: ${fault}`)); };
  await page.evaluate(() => scrollTo(0, 0)); // a sticky header would stand in the middle of a picture of the whole page
  for (const [size, viewport] of Object.entries({ phone: { width: 360, height: 640 }, desktop: { width: 1280, height: 800 } })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      note(`${size} ${colorScheme}`, await axe(page, colorScheme === 'dark'));
    }
  }
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await page.screenshot({ path: join(pictures, `${name}-phone-forced.png`), fullPage: true });
  note('forced colours', await axe(page, true));
  await page.emulateMedia({ colorScheme: 'light', forcedColors: null });
  note('phone', [...await walk(page), ...await habits(page)]);
  await page.setViewportSize({ width: 320, height: 256 }); // 1280 by 1024 at 400 %
  note('400 %', await walk(page));
  await page.setViewportSize({ width: 320, height: 640 });
  note('narrow', await fits(page));
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
  expect(faults).toEqual([]);
}

// One run: the world, the people in it, and where is looked at which moment of their story.
import { expect, type TestInfo } from '@playwright/test';
import { canary, open, type Window } from './browser';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { discard, temporary } from '../../e2e/process';
import { Judge, type Place, type Verdict } from './judge';
import { files, here, look, memory } from './places';
import { Search } from './search';
import { textSpellings } from './spellings';
import { sender } from './notifier';
import * as story from './story';
import { inviteId, leftByTabs, tries } from './tabs';
import { Taint } from './taint';
import { redacted, whole, withoutNonce } from './wire';
import { numbers, wordsOf } from './words';
import { binary, type World } from './world';

const agencyName = 'Kriseninsel Probe', symbol = 'siegel/internal/store', logged = 'policy violation', ageFile = 'age-encryption.org/v1';
/** What no mail may hold, beside all that is looked for: who answers here, and what for. */
const telling = /kriseninsel|beratung|\bkiz\b/i;
const million = 1_000_000;

export const cookieOf = async ({ context }: Window): Promise<string> => (await context.cookies()).filter(({ name }) => name !== '__Host-siegel-bye').map(({ name, value }) => `${name}=${value}`).join('; ');

export class Run {
  readonly taint = new Taint();
  readonly judge = new Judge(this.taint);
  private readonly draw;
  private readonly windows: Window[] = [];
  private readonly host: string;
  private left = 0;
  /** Places that this machine has not let us look at. */
  readonly unseen: string[] = [];

  /** `profiles`: whether browsers' disks are looked at. They do not know which database the server has. */
  constructor(private readonly world: World, seed: number, private readonly profiles: boolean) {
    this.draw = numbers(seed);
    this.host = world.origin.replace('http://', '');
  }

  /** A number below `n`, from the seed. */
  dice(n: number): number { return this.draw(n); }

  ground(lang: string): story.Ground { return { origin: this.world.origin, lang, t: wordsOf(lang), draw: this.draw, taint: this.taint }; }

  async open(lang: string, phone: boolean): Promise<Window> {
    const window = await open(this.taint, lang, phone);
    this.windows.push(window);
    return window;
  }

  /** A person is signed in here: cookies are learnt; answers the key of the tab. */
  async signedIn(window: Window, ground: story.Ground): Promise<string> {
    await story.learnCookies(window, ground);
    return story.keyOfTheTab(window.page);
  }

  /** Browsers write to their disk when they like; until they have, looking there shows nothing. Bounded: 30 s. */
  private async written(window: Window, text: string): Promise<void> {
    const search = new Search();
    search.add(text, textSpellings(text, true));
    await expect.poll(() => look(search, new Search(), files(window.folder)).found.length, { timeout: 30_000, message: `${text} on the browser's disk` }).toBeGreaterThan(0);
  }

  /** The link by which staff came is in the history of their browser; it is used up (usedUp). Nobody sends a seeker a secret. */
  async profile(window: Window, when: string, { canary = this.host, staff = false } = {}): Promise<void> {
    if (!this.profiles) return;
    await this.written(window, canary);
    this.judge.look({ name: `profile ${when}`, stretches: files(window.folder), may: [], but: staff ? ['K_tab', 'invite token'] : ['K_tab'], canaries: [canary], floor: million, tells: true });
  }

  /** No link that anybody had leads anywhere. */
  async usedUp(): Promise<void> {
    const { origin } = this.world, { id } = await (await fetch(`${origin}/api/1/agencies/kiz`, { headers: { 'Siegel-Realm': 'staff' } })).json() as { id: string };
    for (const token of this.taint.named('invite token')) {
      const answer = await fetch(`${origin}/api/1/invites/${inviteId(token)}?agency=${id}`, { headers: { 'Siegel-Realm': 'staff' } }), said = await answer.text();
      expect([answer.status === 404, said.includes('"answered"')], `a link after it was used: ${said}`).toContain(true);
    }
  }

  private learnTabs(): void {
    const all = leftByTabs(this.world.recorder.received);
    for (; this.left < all.length; this.left++) this.taint.left(all[this.left]!);
  }

  /** Of the server, and of the notifier, which opens addresses to write them into mails. */
  memory(when: string): void {
    this.learnTabs();
    const { pid, notifier } = this.world;
    this.process({ name: `memory ${when}`, stretches: [], may: ['open', 'passing'], canaries: [symbol, agencyName], floor: 20 * million, tells: true }, pid);
    this.process({ name: `memory of the notifier ${when}`, stretches: [], may: ['open'], but: ['address', story.forAddress], canaries: ['siegel/internal/notifier'], floor: 10 * million, tells: true }, notifier.pid());
  }

  private process(place: Place, pid: number): void {
    const { name } = place;
    try {
      this.judge.look({ ...place, stretches: memory(pid) });
    } catch (error) {
      if (process.getuid?.() === 0 || !/^E(ACCES|PERM)/.test((error as Error).message)) throw error;
      this.unseen.push(name); // a machine may forbid everybody but root to read a process
    }
  }

  disk(when: string): void {
    this.learnTabs();
    const { data, cluster } = this.world;
    this.judge.look({ name: `data ${when}`, stretches: files(data), may: ['open'], canaries: cluster ? [] : [agencyName], floor: cluster ? 100 : 60_000 });
    this.judge.look({ name: `folder of the notifier ${when}`, stretches: files(this.world.notifier.folder), may: ['open'], canaries: ['AGE-SECRET-KEY-PQ-1'], floor: 10_000 });
    if (cluster) this.judge.look({ name: `PostgreSQL ${when}`, stretches: files(cluster), may: ['open'], canaries: [agencyName], floor: 10 * million });
  }

  /** Whether the notifier's folder has an address, sealed: so it is not for want of it that none is found there. What goes from it goes some moments after the account. */
  async lies(address: string, there: boolean): Promise<void> {
    await expect.poll(async () => (await this.world.notifier.addresses()).includes(address), { timeout: 30_000, message: `sealed in the folder of the notifier: ${there}` }).toBe(there);
  }

  /** What the mail server was given: the one place, beside the memory of who sends them, where addresses stand. */
  mails(): void {
    const { mails } = this.world.notifier.office, spool = mails.flatMap(({ from, to, raw, text }) => [Buffer.from(`${from} ${to}\r\n${raw}`, 'latin1'), Buffer.from(text)]);
    for (const { raw, text } of mails) expect(raw + text, 'a mail that tells').not.toMatch(telling);
    this.judge.look({ name: 'mails', stretches: here('mail', ...spool), may: [], but: ['address'], canaries: [sender, ...this.taint.named('address').map(String)], floor: 500, tells: true });
  }

  /** A backup is shut as it lies; whoever opens it with the offline key has the rows of the database, in which nothing can be read either. */
  backup(): void {
    const { sealed, opened } = this.world.backup(), shut = new Search();
    this.judge.look({ name: 'backup as it lies', stretches: files(sealed), may: [], canaries: [ageFile], floor: 30_000 });
    this.judge.look({ name: 'backup opened with the offline key', stretches: files(opened), may: ['open'], canaries: [agencyName], floor: 60_000 });
    shut.add(agencyName, textSpellings(agencyName, true));
    expect(look(shut, new Search(), files(sealed)).found, 'a backup that is not sealed').toEqual([]);
  }

  /** The file is shut, and what it holds is the letter: the key from the recovery sheet opens it. */
  exported({ folder, file }: { folder: string; file: string }, archive: string, { letter }: story.Seeker): void {
    const keys = temporary(), identity = join(keys, 'key');
    try {
      this.judge.look({ name: 'export of the archive', stretches: here(basename(file), Buffer.from(basename(file)), withoutNonce(readFileSync(file))), may: [], canaries: [ageFile], floor: 1_000 });
      writeFileSync(identity, archive, { mode: 0o600 });
      execFileSync(binary, ['open', file, '--identity', identity, '--into', join(keys, 'case')], { stdio: 'pipe' });
      const lines = JSON.parse(readFileSync(join(keys, 'case', 'messages.json'), 'utf8')) as { text: string }[];
      expect(lines.map(({ text }) => text), 'in the export').toContain(letter);
    } finally { for (const one of [keys, folder]) discard(one); }
  }

  dump(): void {
    const dump = this.world.dump();
    if (dump) this.judge.look({ name: 'dump', stretches: here('dump', dump), may: ['open'], canaries: [agencyName], floor: 50_000 });
  }

  /** A line of the log that must be there: a browser's report, whose kind is logged and nothing else of it. */
  async planted(): Promise<void> {
    const report = { 'csp-report': { 'effective-directive': 'script-src', 'document-uri': `${this.world.origin}/kiz`, 'script-sample': canary } };
    await fetch(`${this.world.origin}/api/1/csp`, { method: 'POST', headers: { 'Content-Type': 'application/csp-report' }, body: JSON.stringify(report) });
  }

  logs(): void {
    this.judge.look({ name: 'logs', stretches: files(this.world.logs), may: [], canaries: [logged], floor: 3_000 });
  }

  /** What was received, whole and without what may be known: by request and field. */
  traffic(): Map<string, Set<string>> {
    const sent = new Map<string, Set<string>>(), { received } = this.world.recorder;
    const hear = (value: Buffer, field: string) => { const id = value.toString('hex'); sent.set(id, (sent.get(id) ?? new Set()).add(field)); };
    const left = received.map((request) => redacted(request, hear));
    this.judge.look({ name: 'traffic', stretches: here('request', ...received.map(whole)), may: ['open', 'passing'], canaries: [canary], floor: 100_000 });
    this.judge.look({ name: 'traffic without ids, salts, login keys, norms of names', stretches: here('request', ...left), may: [], but: ['what a tab has left'], canaries: [canary], floor: 80_000 });
    return sent;
  }

  /** The words that are looked for stand neither in the program nor in its texts: what is found has come from the people. */
  ownWords(): void {
    this.judge.look({ name: 'the program as it is shipped', stretches: files(binary.replace(/\/[^/]*$/, '')), may: [], canaries: [symbol], floor: million });
  }

  /** With cookie and key, while the session lives, a tab opens; and this shows that the trial is one. */
  async opens(window: Window, key: string): Promise<void> {
    const got = await tries({ origin: this.world.origin, cookie: await cookieOf(window), realm: 'seeker' }, Buffer.from(key, 'base64url'));
    expect(this.taint.named('UK').some((uk) => typeof got !== 'number' && uk.equals(got)), 'with the session the key opens').toBe(true);
  }

  /** Every key of a tab that ever was opens nothing, with no cookie and with any that there was. */
  async opensNothing(cookies: readonly string[]): Promise<number> {
    const keys = this.taint.named('K_tab');
    for (const key of keys) for (const cookie of [null, ...cookies]) for (const realm of ['seeker', 'staff'] as const) {
      expect(await tries({ origin: this.world.origin, cookie, realm }, key), 'a tab after its session').toBe(401);
    }
    return keys.length;
  }

  verdict(sent: Map<string, Set<string>>): Verdict { return this.judge.verdict(sent); }

  /** What everybody saw when something failed. */
  async pictures(into: TestInfo): Promise<void> {
    for (const [i, { page }] of this.windows.entries()) await page.screenshot({ path: into.outputPath(`window-${i}.png`), timeout: 5_000 }).catch(() => undefined);
  }

  async end(): Promise<void> {
    for (const window of this.windows) await window.close().catch(() => undefined);
    for (const window of this.windows) window.discard();
  }
}

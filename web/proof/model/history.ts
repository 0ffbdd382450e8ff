// One random history: a fresh copy of the world, some steps, and after each step everybody's eyes and every thief are asked what they read.
import { b64 } from '../../src/crypto/bytes';
import { random } from '../../src/crypto/primitives';
import type { Secrets } from './insider';
import { commands, letGo, type Choice, type Command } from './commands';
import { given, reach, takenBack, wentOut, type Browser, type Model, type Text } from './model';
import { wantedOf } from './given';
import { People } from './people';
import { openValues, piecesOf, Rest, type Piece } from './sealed';
import type { Line } from './script';
import { startOn, type Server, type World } from './server';
import { Sql, type Dump } from './sql';
import { buried, type Buried } from './buried';
import { Thief } from './thief';

/** What a run has done; floors are set on it. */
export interface Tally { histories: number; steps: number; kinds: Map<string, number>; readable: number; unreadable: number; thief: { readable: number; unreadable: number; tries: number; hits: number }; operator: number; /** Rows of what was deleted, in a dump of before, that nobody opens; and texts. */ buried: { rows: number; texts: number }; /** Of texts by former members, through the server, for people who have the case. */ former: { believed: number; refused: number }; /** Texts that people read and whoever had all their keys of before cannot, with a dump: under keys that came later. */ later: number; /** Comparisons of attachments, and of texts of sealed cases, that somebody reads. */ files: number; sealed: number }
/** Whoever has come to all that somebody had at a moment: the keys by name, and as they are. */
interface Knew { whose: string; keys: Set<string>; secrets: Secrets }

export const noTally = (): Tally => ({ histories: 0, steps: 0, kinds: new Map(), readable: 0, unreadable: 0, thief: { readable: 0, unreadable: 0, tries: 0, hits: 0 }, operator: 0, buried: { rows: 0, texts: 0 }, former: { believed: 0, refused: 0 }, later: 0, files: 0, sealed: 0 });

type Chosen = Choice & { command: Command };

/** mulberry32: small, the same everywhere. */
export function generator(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An answer goes out by itself after ten seconds: before that the history decides (ms). */
const soon = 5_000, byItself = 9_000;

export class History {
  readonly model: Model;
  readonly people: People;
  readonly trace: string[] = [];
  readonly versions = new Map<string, number>();
  readonly held = new Map<Text, number>();
  /** User keys that have been replaced: they open nothing any more. */
  readonly voided = new Set<string>();
  /** Who knew a code that was replaced has kept all that it opened until then. */
  readonly knew: Knew[] = [];
  /** Cases that were deleted: nobody is given anything of them. */
  readonly gone: string[] = [];
  private readonly thief = new Thief();
  private pieces = new Map<string, Piece>();
  private readonly done = new Map<string, number>();
  private readonly next: () => number;
  private texts = 0;
  /** Each history does a few things oftener than usual, so that a few histories do everything. */
  private readonly oftener: Set<Command>;

  private constructor(readonly world: World, readonly seed: number, readonly mayJoin: boolean, private readonly server: Server, private readonly sql: Sql, private readonly rest: Rest, private readonly tally: Tally) {
    this.next = generator(seed);
    this.oftener = new Set(commands.filter((_, i) => i % 5 === seed % 5));
    this.model = { people: [], browsers: [], cases: [], texts: [], continuity: world.continuity, keeps: world.keeps, turns: new Map() };
    this.people = new People(world, this.model);
    for (const member of world.members) this.people.member(member);
  }

  /** Runs a history; fails with its seed and everything that was done. */
  static async run(world: World, seed: number, steps: number | Line[], mayJoin: boolean, tally: Tally): Promise<void> {
    const server = await startOn(world), sql = new Sql(server.data);
    const history = new History(world, seed, mayJoin, server, sql, await Rest.of(server), tally);
    try {
      await history.begin();
      if (typeof steps === 'number') for (let i = 0; i < steps; i++) await history.step(history.choose());
      else for (const line of steps) await history.step(history.found(line));
      tally.histories++;
    } catch (error) {
      throw new Error(`seed ${seed}, step ${history.trace.length}: ${error instanceof Error ? error.message : String(error)}\n${history.trace.map((line, i) => `${i + 1} ${line}`).join('\n')}`, { cause: error });
    } finally {
      sql.end();
      history.rest.end();
      await server.end();
    }
  }

  pick<T>(list: T[]): T { return list[Math.floor(this.next() * list.length)]!; }
  id(): string { return b64(random(16)); }
  words(): string { return `Wort ${this.seed} ${++this.texts} steht hier`; }
  count(name: string): number { return this.done.get(name) ?? 0; }

  lapse(id: string): Promise<unknown> {
    return this.sql.run(`UPDATE cases SET confirm_due = ${Date.now() - 1000} WHERE id = X'${Buffer.from(id, 'base64url').toString('hex')}'`);
  }

  /** The attachment that a message announces. */
  async attachedTo(message: string): Promise<string> {
    const [row] = await this.sql.run<{ id: string }>(`SELECT hex(id) AS id FROM files WHERE message = X'${Buffer.from(message, 'base64url').toString('hex')}'`);
    return Buffer.from(row!.id, 'hex').toString('base64url');
  }

  dump(): Promise<Dump> { return this.sql.dump(); }

  /** What was deleted stays shut, with a dump of before, today's shred store, everything that people hold in their accounts today, and what the account itself held (PROTOCOL 2.11). */
  async bury(before: Dump, of: Buried): Promise<void> {
    const { rows, texts } = await buried(before, of, this.server, this.people.actors.flatMap(({ pages }) => pages.map(({ person }) => person)));
    this.tally.buried.rows += rows;
    this.tally.buried.texts += texts;
  }

  private async begin(): Promise<void> {
    for (const actor of this.people.actors) await this.people.newPage(actor).person.signInByCode(actor.code);
    this.people.remember();
  }

  private choose(): Chosen {
    const open = commands.map((command) => ({ command, choices: command.choices(this) })).filter(({ choices }) => choices.length > 0);
    const weight = (command: Command): number => command.weight * (this.oftener.has(command) ? 4 : 1);
    let at = this.next() * open.reduce((sum, { command }) => sum + weight(command), 0);
    const chosen = open.find(({ command }) => (at -= weight(command)) < 0) ?? open[0]!;
    return { command: chosen.command, ...this.pick(chosen.choices) };
  }

  /** The line of a script. */
  private found([name, who]: Line): Chosen {
    const command = commands.find((one) => one.name === name), one = command?.choices(this).find((choice) => who.test(choice.who));
    if (!command || !one) throw new Error(`${name} by ${String(who)} is not possible here`);
    return { command, ...one };
  }

  private async step({ command, run, who }: Chosen): Promise<void> {
    this.trace.push(`${command.name}: ${who}`);
    await run();
    this.done.set(command.name, this.count(command.name) + 1);
    this.tally.kinds.set(command.name, (this.tally.kinds.get(command.name) ?? 0) + 1);
    this.tally.steps++;
    await this.catchUp();
    await this.settle();
    this.people.remember();
    try { await this.compare(); } catch (error) {
      if (!this.overtaken()) throw error;
      await this.settle();
      await this.compare();
    }
  }

  private async compare(): Promise<void> {
    await this.compareEyes();
    await this.compareThieves();
  }

  /** On a slow machine an answer may have gone out by itself while people looked. */
  private overtaken(): boolean {
    return [...this.held].some(([text, since]) => text.order === 0 && Date.now() - since > byItself);
  }

  /** Pages of one person tell each other what was read. */
  private async catchUp(): Promise<void> {
    for (const actor of this.people.actors) {
      const pages = actor.pages.filter(({ browser }) => browser.signedIn);
      if (pages.length > 1) for (const { person } of [...pages, ...pages.slice(0, -1)]) await person.catchUp();
    }
  }

  /** What would go out by itself goes out now; of who has been stopped it is taken back by the server, which takes its ten seconds. */
  private async settle(): Promise<void> {
    for (const [text, since] of this.held) {
      if (text.order > 0 || !this.model.texts.includes(text)) { this.held.delete(text); continue; }
      if (Date.now() - since < soon) continue;
      const page = this.people.of(text.author).pages.find(({ browser }) => browser.signedIn);
      if (text.author.state === 'active' && page && await this.waiting(text)) await letGo(this, { person: page.person, c: text.case! });
      else await this.wait(text);
      this.held.delete(text);
    }
  }

  /** Of a held answer: when it is due, 0 if it is out, undefined if it is gone. */
  private async waiting(text: Text): Promise<number | undefined> {
    const id = Buffer.from(text.name.split(' ')[1]!, 'base64url').toString('hex');
    return (await this.sql.run<{ held_until: number }>(`SELECT held_until FROM messages WHERE id = X'${id}'`))[0]?.held_until;
  }

  private async wait(text: Text): Promise<void> {
    for (let i = 0; i < 600; i++) {
      const due = await this.waiting(text);
      if (!due) {
        if ((due === 0) !== (text.author.state === 'active')) throw new Error('a held answer of a stopped person went out, or one of an active person did not');
        return due === 0 ? wentOut(this.model, text, text.case!) : takenBack(this.model, text);
      }
      await new Promise((go) => setTimeout(go, 100));
    }
    throw new Error('a held answer never goes out');
  }

  private async compareEyes(): Promise<void> {
    const wanted = wantedOf(this.model, this.gone);
    await Promise.all(this.people.actors.flatMap((actor) => actor.pages.map(async ({ browser, eyes }) => {
      const read = browser.signedIn ? await eyes.read(wanted) : await eyes.blind();
      this.same(`${actor.who.name} through the server`, read, (text) => given(browser, text), this.tally);
      this.countFormer(browser);
    })));
  }

  private countFormer(browser: Browser): void {
    for (const text of this.model.texts) {
      if (text.author.state !== 'left' || text.author.realm !== 'staff' || text.kind === 'draft' || text.kind === 'file') continue;
      if (given(browser, text)) this.tally.former.believed++;
      else if (text.case && given(browser, { ...text, author: text.case.seeker })) this.tally.former.refused++;
    }
  }

  private async compareThieves(): Promise<void> {
    const dump = await this.sql.dump();
    this.pieces = await piecesOf(dump, this.rest, this.world.origin, this.pieces);
    const operator = [...openValues(dump), ...await this.rest.keys()];
    const everybody: Secrets = { all: new Set([...operator, ...this.people.actors.flatMap(({ secrets }) => [...secrets.all])]), age: new Set(this.people.actors.flatMap(({ secrets }) => [...secrets.age])) };
    await this.thief.learn(this.pieces, everybody);
    for (const { who, secrets } of this.people.actors) {
      const reached = reach(this.model, who.keys);
      this.same(`${who.name} with a dump`, this.thief.reads(this.pieces, secrets.all), ({ key }) => reached.has(key), this.tally.thief);
    }
    this.same('the operator', this.thief.reads(this.pieces, operator), () => false, { readable: 0, unreadable: 0 });
    this.same('who knew a code that was replaced', this.thief.reads(this.pieces, [...operator, ...this.voided]), () => false, { readable: 0, unreadable: 0 });
    this.compareKnew();
    this.tally.operator += this.pieces.size;
    const { tries, hits } = this.thief.taken();
    this.tally.thief.tries += tries;
    this.tally.thief.hits += hits;
    this.everyText();
  }

  /** Who knew a code has, with all that it opened, what was written before the keys were made anew, and nothing after. */
  private compareKnew(): void {
    for (const { whose, keys, secrets } of this.knew) {
      const reached = reach(this.model, keys), now = this.people.actors.find(({ who }) => who.name === whose)!.who;
      this.same(`who knew the code of ${whose}`, this.thief.reads(this.pieces, secrets.all), ({ key }) => reached.has(key), { readable: 0, unreadable: 0 });
      this.tally.later += this.model.texts.filter(({ key, case: c }) => c?.seeker === now && now.keys.has(key) && !reached.has(key)).length;
    }
  }

  /** Nothing lies in the database that the model does not know, and nothing is missing. */
  private everyText(): void {
    const there = new Set([...this.pieces.values()].flatMap(({ text }) => text ?? [])), known = new Set(this.model.texts.map(({ name }) => name));
    for (const name of there) if (!known.has(name)) throw new Error(`in the database, not in the model: ${name}`);
    for (const name of known) if (!there.has(name)) throw new Error(`in the model, not in the database: ${name}`);
  }

  private same(who: string, read: Map<string, string>, expected: (text: Text) => boolean, tally: { readable: number; unreadable: number }): void {
    let found = 0;
    for (const text of this.model.texts) {
      const may = expected(text), words = read.get(text.name);
      if (words !== undefined) found++;
      if (may !== (words !== undefined)) throw new Error(`${who}: ${text.name} by ${text.author.name} is ${may ? 'unreadable, and should be readable' : 'readable, and should not be'}`);
      if (words !== undefined && words !== text.words) throw new Error(`${who}: ${text.name} reads otherwise`);
      if (may) tally.readable++; else tally.unreadable++;
      if (may && text.kind === 'file') this.tally.files++;
      if (may && text.case?.state === 'sealed') this.tally.sealed++;
    }
    if (found !== read.size) throw new Error(`${who}: reads what is not there`);
  }
}

// What a session is given by the real server, and what its real key worker opens of it. Looking changes nothing: the verbs run on a copy of the worker.
import type { Answer, Argument } from '../../src/crypto/verbs';
import type { Pooled } from '../../src/crypto/verbs/person';
import type { Bytes } from '../../src/crypto/bytes';
import type { Case, DraftKind, Grant, Message, Versioned } from '../../src/crypto/wire';
import { Refusal } from '../../src/demo/person';
import type { Insider, Opened } from './insider';
import type { Model } from './model';

type Pool = { case: Case; grant: Grant; messages: Message[] };
/** A sealed case from the archive, with its attachments. */
interface Kept extends Pool { notes: Message[]; more: boolean; files: Record<string, Bytes> }
/** What is asked for, whosever it may be: ids. */
export interface Wanted { cases: string[]; sealed: string[]; files: string[] }
interface Answers { files: Record<string, Bytes>; archive: Kept[]; own: Argument<'openCase'>[]; pool: Pool[]; listed: { case: Case; grant: Grant | null }[]; drafts: { case: string; kind: DraftKind; stored: Versioned }[] }

/** Words by name of the text. */
export type Read = Map<string, string>;

const closed = ['not_found', 'refused', 'taken', 'signed_out'];

/** Null for what is not for this person; anything but a plain no is an error. */
async function unless<T>(asked: Promise<T>): Promise<T | null> {
  try { return await asked; } catch (error) {
    if (error instanceof Refusal && closed.includes(error.code)) return null;
    throw error;
  }
}

export const wantedOf = ({ cases, texts }: Model, gone: string[]): Wanted => ({
  cases: [...cases.map(({ id }) => id), ...gone], sealed: cases.filter(({ state }) => state === 'sealed').map(({ id }) => id),
  files: texts.filter(({ kind }) => kind === 'file').map(({ name }) => name.split(' ')[1]!),
});

async function filesOf(ids: string[], get: (id: string) => Promise<Bytes | null>): Promise<Record<string, Bytes>> {
  const found = await Promise.all(ids.map(async (id) => [id, await get(id)] as const));
  return Object.fromEntries(found.flatMap(([id, bytes]) => (bytes ? [[id, bytes]] : [])));
}

/** Staff ask the archive, with a reason and their own code; a lead is given what is sealed. */
async function shelf(person: Insider, { sealed, files }: Wanted, code: string): Promise<Kept[]> {
  if (sealed.length === 0) return [];
  const why = { reason: 'drill', export: false, ...await person.copy().handle('prove', { code }) }, found: Kept[] = [];
  for (const id of sealed) {
    const kept = await unless(person.call<Kept>('POST', `archive/${id}/opening`, { ...why, after: 0, notes_after: 0 }));
    if (kept?.more) throw new Error('a longer case than this proof asks for');
    if (kept) found.push({ ...kept, files: await filesOf(files, (file) => person.attachment(`archive/${id}/files/${file}`, why)) });
  }
  return found;
}

/** Asks by every way for every case and every attachment there is, whosever it may be. */
async function ask(person: Insider, wanted: Wanted, code: string): Promise<Answers> {
  const staff = person.realm === 'staff', ids = wanted.cases;
  const own = (await Promise.all(ids.map((id) => unless(person.fetch(id))))).filter((one) => one !== null);
  const pool = staff ? (await Promise.all(ids.map((id) => unless(person.call<Pool>('GET', `enquiries/${id}`))))).filter((one) => one !== null) : [];
  const listed = ids.length > 0 ? await unless(staff ? person.call<{ cases: Answers['listed'] }>('POST', 'desk/cases', { cases: ids }) : ownList(person)) : null;
  const list = await unless(person.call<{ drafts: { case: string; kind: DraftKind }[] }>('GET', 'me/drafts'));
  const each = new Map((list?.drafts ?? []).map((one) => [`${one.case} ${one.kind}`, one]));
  for (const id of ids) for (const kind of ['message', 'note'] as const) if (staff || kind === 'message') each.set(`${id} ${kind}`, { case: id, kind });
  const drafts = await Promise.all([...each.values()].map(async (one) => {
    const stored = await unless(person.call<Versioned>('GET', `me/drafts/${one.case}/${one.kind}`));
    return stored && { ...one, stored };
  }));
  const files = await filesOf(wanted.files, (file) => person.attachment(`files/${file}`)), archive = staff ? await shelf(person, wanted, code) : [];
  return { files, archive, own, pool, listed: listed?.cases ?? [], drafts: drafts.filter((one) => one !== null) };
}

const ownList = async (person: Insider): Promise<{ cases: Answers['listed'] }> => {
  const { cases } = await person.call<{ cases: Case[] }>('GET', 'cases');
  return { cases: cases.map((row) => ({ case: row, grant: null })) };
};

export class Eyes {
  private last: { of: string; runs: number; who: Opened; read: Read } | null = null;
  /** Grants that copies have unwrapped: once more would be slow, and the same. The person's own worker learns no key by it. */
  private pool = new Map<string, Pooled>();
  /** How many texts were opened for this. */
  opened = 0;

  /** `code`: with which the person proves who asks the archive. */
  constructor(readonly person: Insider, private readonly code: () => string) {}

  /** The same answers to a worker that has learnt nothing since give the same reading. */
  async read(wanted: Wanted): Promise<Read> {
    const answers = await ask(this.person, wanted, this.code()), of = JSON.stringify(answers), who = this.person.opened;
    if (this.last?.of !== of || this.last.who !== who || this.last.runs !== who.runs) this.last = { of, runs: who.runs, who, read: await this.open(answers) };
    return this.last.read;
  }

  /** Signed out: the server knows nobody, whatever this page still sends. */
  async blind(): Promise<Read> {
    if (await unless(this.person.call('GET', 'session'))) throw new Error('signed out, and still known');
    return new Map();
  }

  private async open(answers: Answers): Promise<Read> {
    const worker = this.person.copy(), read: Read = new Map();
    if (!worker.state.person) return read;
    for (const [id, one] of this.pool) if (!worker.state.person.pool.has(id)) worker.state.person.pool.set(id, one);
    for (const one of answers.drafts) {
      const draft = await worker.handle('openDraft', { case: one.case, kind: one.kind, ...one.stored }).catch(() => null);
      if (draft) read.set(`draft ${this.person.uid} ${one.case} ${one.kind}`, draft.text);
    }
    for (const one of answers.pool) await this.note(read, worker, answers.files, one.case.id, await worker.handle('openEnquiry', { ...one, members: await this.person.members() }).catch(() => null));
    for (const one of answers.own) await this.note(read, worker, answers.files, one.case.id, await worker.handle('openCase', one).catch(() => null));
    for (const one of answers.archive) await this.note(read, worker, one.files, one.case.id, await worker.handle('openArchive', { ...one, members: await this.person.members() }).catch(() => null));
    for (const { id, profile } of await worker.handle('cases', { cases: answers.listed, members: await this.person.members() })) if (profile) read.set(`profile ${id}`, profile.name);
    this.pool = worker.state.person.pool;
    this.opened += read.size;
    return read;
  }

  private async note(read: Read, worker: Opened, files: Record<string, Bytes>, id: string, found: Partial<Answer<'openCase'>> | null): Promise<void> {
    if (found?.profile) read.set(`profile ${id}`, found.profile.name);
    for (const one of [...found?.messages ?? [], ...found?.held ?? [], ...found?.notes ?? []]) {
      if (one.state !== 'open') continue;
      read.set(`${one.kind} ${one.id}`, one.text);
      for (const file of one.files) {
        const sealed = files[file.id], opened = sealed && await worker.handle('openFile', { case: id, message: one.id, id: file.id, sealed }).catch(() => null);
        if (opened) read.set(`file ${file.id}`, Buffer.from(opened.bytes).toString());
      }
    }
  }
}

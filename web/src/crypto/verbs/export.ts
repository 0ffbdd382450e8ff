// One case as files for the time after this program (PROTOCOL 2.8.17, spec/export.md): readable, listed with their hashes, and signed by who exports.
import { ad, b64, utf8, unb64, type Bytes } from '../bytes';
import { crockford, groups } from '../code';
import { sealingTo } from '../agestream';
import { publicKey, sign } from '../ed25519';
import { writeJson, type Json } from '../json';
import { messageAd, messageHash } from '../message';
import { random, sha256 } from '../primitives';
import { Refused, type Answer, type Argument, type OpenMessage } from '../verbs';
import type { ChainKeys } from '../history';
import { ckIdOf, nkIdOf } from '../keys';
import type { Message } from '../wire';
import { channelOf, newHeld } from './held';
import { opened as openedFile } from './attachment';
import { page, type Line } from './exportpage';
import { chainOf, personOf, type Exporting, type Opened, type Person, type State } from './person';
import { now } from './enquiry';

/** Short, and says nothing: the first characters of the id. */
const handleOf = (id: string): string => id.replace(/[-_]/g, '').slice(0, 8).toLowerCase();

async function lineOf(opened: Opened, chain: ChainKeys, agency: string, message: OpenMessage): Promise<Line> {
  const { shown } = opened, seeker = shown.profile?.name ?? '', own = message.role === 'seeker';
  const from = own ? seeker : shown.names[message.id] ?? message.author, to = message.kind === 'note' ? '' : own ? agency : seeker;
  return {
    id: message.id, hash: await hashOf(chain, opened.export?.rows.get(message.id)), order: message.order, from, to, time: new Date(message.at).toISOString(), exact: message.exact,
    role: message.role, state: message.state, lang: message.lang, text: message.text, files: message.files.map(({ id, name, size }) => ({ name, size, file: opened.export?.named.get(`${message.id} ${id}`) ?? null })),
  };
}

/** What the next message names of this one, under the keys of its epoch: an export can be laid beside rows of a backup. */
async function hashOf(chain: ChainKeys, row: Message | undefined): Promise<string | null> {
  const { channel } = chain.earlier?.get(row?.epoch ?? -1) ?? chain;
  return row ? messageHash(messageAd(channel, row), unb64(row.box)).catch(() => null) : null;
}

/** The case that was opened last, by somebody who can sign. */
function shelfOf(state: State): Opened {
  if (!state.shelf || !personOf(state).keyring.sig) throw new Refused('state'); // kill: Export.shelf-of-state
  return state.shelf;
}

/** What was begun. Refused('state') before that. */
function exportOf(state: State): Exporting {
  const begun = shelfOf(state).export;
  if (!begun) throw new Refused('state'); // kill: Export.export-of-state
  return begun;
}

/** 120 bits, to be written down; nobody chooses one, so none is weak. */
const newPassphrase = (): string => groups(crockford(random(15)));

export async function beginExport(state: State, { to }: Argument<'beginExport'>): Promise<Answer<'beginExport'>> {
  const opened = shelfOf(state), archive = chainOf(personOf(state)).current.body.roles.archive, passphrase = to === 'passphrase' ? newPassphrase() : null;
  opened.export = null;
  if (passphrase === null && !archive) throw new Refused('state'); // kill: Export.begin-no-archive
  opened.export = { sealing: await sealingTo(passphrase === null ? { recipient: archive!.rcpt } : { passphrase }), entries: {}, named: new Map(), rows: new Map(opened.rows.map((row) => [row.id, row])), pages: 0 };
  return { handle: handleOf(opened.row.id), passphrase };
}

export async function exportFile(state: State, { message, id, sealed }: Argument<'exportFile'>): Promise<Answer<'exportFile'>> {
  const { named, entries } = exportOf(state), opened = shelfOf(state), key = `${message} ${id}`;
  const { name, bytes } = await openedFile(personOf(state), opened.row.id, opened.files.get(key), sealed);
  const inside = named.get(key) ?? `files/${named.size + 1}-${name.replace(/^[. ]+/, '')}`;
  named.set(key, inside);
  entries[inside] = b64(await sha256(bytes));
  return { name: inside, bytes };
}

/** Lines in one file: a page of that many is read by any browser, and no more than that is held in a second form while a case is packed. */
const perPage = 500;

/** `messages.json`, then `messages-2.json`, … */
const named = (name: string, page: number): string => (page === 1 ? name : name.replace('.', `-${page}.`));

export async function exportFiles(state: State, a: Argument<'exportFiles'>): Promise<Answer<'exportFiles'>> {
  const making = exportOf(state), opened = shelfOf(state), person = personOf(state), { shown } = opened;
  if (a.page !== making.pages + 1) throw new Refused('state'); // kill: Export.page-in-turn
  const all = Math.max(1, Math.ceil(Math.max(shown.messages.length, shown.notes.length) / perPage));
  const files = await pageOf(person, opened, a, all), more = a.page < all;
  making.pages = a.page;
  if (!more) files.push(...await aboutIt(person, opened));
  for (const { name, bytes } of files) making.entries[name] = b64(await sha256(bytes));
  return { files: more ? files : [...files, ...await listed(person, opened, making.entries)], more };
}

type File = Answer<'exportFiles'>['files'][number];

const json = (value: unknown): Bytes => utf8(writeJson(value as Json));

async function pageOf(person: Person, opened: Opened, { agency, labels, page: n }: Argument<'exportFiles'>, all: number): Promise<File[]> {
  const held = { ...newHeld(opened.row, opened.keys), earlier: opened.earlier };
  const linesOf = async (kind: 'message' | 'note', of: OpenMessage[]): Promise<Line[]> => {
    const part = of.slice((n - 1) * perPage, n * perPage);
    if (part.length === 0) return [];
    const chain = await channelOf(person, held, kind);
    return Promise.all(part.map((one) => lineOf(opened, chain, agency, one)));
  };
  const messages = await linesOf('message', opened.shown.messages), notes = await linesOf('note', opened.shown.notes);
  const pages = Array.from({ length: all }, (_, i) => named('case.html', i + 1));
  return [
    { name: pages[n - 1]!, bytes: utf8(page(labels, messages, notes, pages)) },
    { name: named('messages.json', n), bytes: json(messages) }, { name: named('notes.json', n), bytes: json(notes) },
  ];
}

const aboutIt = async (person: Person, { shown }: Opened): Promise<File[]> => [
  { name: 'profile.json', bytes: json(shown.profile) },
  { name: 'directory.json', bytes: json({ roots: chainOf(person).roots.map(({ bytes, sigs }) => envelopeOf('sg1/root', bytes, sigs)), manifest: person.manifest, record: await recordOf(person) }) },
];

async function listed(person: Person, opened: Opened, entries: Record<string, string>): Promise<File[]> {
  const signing = person.keyring.sig!, bytes = utf8(await listOf(person, opened, entries)), pub = publicKey(unb64(signing.seed));
  return [{ name: 'MANIFEST.json', bytes }, { name: 'MANIFEST.sig', bytes: json({ kid: signing.kid, pub: b64(pub), sig: b64(sign(unb64(signing.seed), ad('sg1/export', bytes))) }) }];
}

export async function sealExport(state: State, { part }: Argument<'sealExport'>): Promise<Answer<'sealExport'>> {
  const { sealing } = exportOf(state);
  if (part) return { part: await sealing.push(part) };
  shelfOf(state).export = null;
  return { part: await sealing.end() };
}

/** A root as it came: the payload is signed as bytes. */
const envelopeOf = (typ: string, payload: Bytes, sigs: { kid: string; sig: string }[]): string => writeJson({ typ, payload: b64(payload), sigs });

const recordOf = async (person: Person): Promise<string | null> => {
  const chain = chainOf(person);
  return chain.records.get(chain.current.body.members[person.uid] ?? '') ?? null;
};

async function listOf(person: Person, { row, keys, earlier, shown }: Opened, entries: Record<string, string>): Promise<string> {
  const epochs: Json[] = [];
  for (const [epoch, { ck, nk }] of [[row.epoch, keys] as const, ...earlier]) epochs.push({ epoch, ck_id: b64(await ckIdOf(ck)), nk_id: nk && b64(await nkIdOf(nk)) });
  return writeJson({
    v: 2, agency: person.place.agency, origin: person.place.origin, case: row.id, at: now(), by: person.uid, by_kid: person.keyring.sig!.kid,
    mseq: chainOf(person).current.body.seq, epochs, entries, messages: shown.messages.length, notes: shown.notes.length,
  });
}

// One case as files for the time after this program (PROTOCOL 2.8.17, spec/export.md): readable, listed with their hashes, and signed by who exports.
import { ad, b64, utf8, unb64, type Bytes } from '../bytes';
import { sealFileFor } from '../age';
import { publicKey, sign } from '../ed25519';
import { writeJson, type Json } from '../json';
import { messageHash } from '../message';
import { sha256 } from '../primitives';
import { Refused, type Answer, type Argument, type ExportLabels, type OpenMessage } from '../verbs';
import { channelOf, newHeld } from './held';
import { messageAd } from '../message';
import { chainOf, personOf, type Opened, type Person, type State } from './person';
import { now } from './enquiry';

/** What a line of the record says. `to` is the seeker's name, or the agency. */
interface Line { order: number; from: string; to: string; time: string; exact: boolean; role: string; state: string; lang: string; text: string }

/** Short, and says nothing: the first characters of the id. */
const handleOf = (id: string): string => id.replace(/[-_]/g, '').slice(0, 8).toLowerCase();

function lineOf(opened: Opened, agency: string, message: OpenMessage): Line {
  const { shown } = opened, seeker = shown.profile?.name ?? '', own = message.role === 'seeker';
  const from = own ? seeker : shown.names[message.id] ?? message.author, to = message.kind === 'note' ? '' : own ? agency : seeker;
  return { order: message.order, from, to, time: new Date(message.at).toISOString(), exact: message.exact, role: message.role, state: message.state, lang: message.lang, text: message.text };
}

export async function exportFiles(state: State, a: Argument<'exportFiles'>): Promise<Answer<'exportFiles'>> {
  const person = personOf(state), opened = state.shelf;
  if (!opened || !person.keyring.sig) throw new Refused('state'); // kill: Export.export-files-state
  const messages = opened.shown.messages.map((message) => lineOf(opened, a.agency, message)), notes = opened.shown.notes.map((note) => lineOf(opened, a.agency, note));
  const json = (value: unknown): Bytes => utf8(writeJson(value as Json));
  const files = [
    { name: 'case.html', bytes: utf8(page(a.labels, messages, notes)) },
    { name: 'messages.json', bytes: json(messages) }, { name: 'notes.json', bytes: json(notes) },
    { name: 'profile.json', bytes: json(opened.shown.profile) },
    { name: 'directory.json', bytes: json({ roots: chainOf(person).roots.map(({ bytes, sigs }) => envelopeOf('sg1/root', bytes, sigs)), manifest: person.manifest, record: await recordOf(person) }) },
  ];
  const list = await listOf(person, opened, files);
  const { kid, seed } = person.keyring.sig, bytes = utf8(list), pub = publicKey(unb64(seed));
  const sig = json({ kid, pub: b64(pub), sig: b64(sign(unb64(seed), ad('sg1/export', bytes))) });
  return { handle: handleOf(opened.row.id), files: [{ name: 'MANIFEST.json', bytes }, { name: 'MANIFEST.sig', bytes: sig }, ...files] };
}

/** A root as it came: the payload is signed as bytes. */
const envelopeOf = (typ: string, payload: Bytes, sigs: { kid: string; sig: string }[]): string => writeJson({ typ, payload: b64(payload), sigs });

const recordOf = async (person: Person): Promise<string | null> => {
  const chain = chainOf(person);
  return chain.records.get(chain.current.body.members[person.uid] ?? '') ?? null;
};

async function listOf(person: Person, { row, keys, rows }: Opened, files: { name: string; bytes: Bytes }[]): Promise<string> {
  const entries: Record<string, string> = {};
  for (const { name, bytes } of files) entries[name] = b64(await sha256(bytes));
  const held = newHeld(row, keys), messages: Json[] = [];
  for (const one of rows) {
    const { channel } = await channelOf(person, held, one.kind);
    messages.push({ id: one.id, kind: one.kind, order: one.order, hash: await messageHash(messageAd(channel, one), unb64(one.box)) });
  }
  return writeJson({
    v: 1, agency: person.place.agency, origin: person.place.origin, case: row.id, at: now(), by: person.uid, by_kid: person.keyring.sig!.kid,
    mseq: chainOf(person).current.body.seq, epochs: [{ epoch: row.epoch, ck_id: row.ck_id, nk_id: row.nk_id }], entries, messages,
  });
}

/** No markup, and nothing that a terminal would obey. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[^\P{Cc}\n\t]/gu, '\ufffd');

/** A page that any browser shows: no scripts, no styles of others, nothing fetched. */
function page(l: ExportLabels, messages: Line[], notes: Line[]): string {
  const row = (line: Line) => `<tr><td>${escaped(line.from)}</td><td>${escaped(line.to)}</td><td>${escaped(line.time)}</td><td>${line.state === 'sealed' ? escaped(l.unread) : escaped(line.text)}</td></tr>`;
  const table = (lines: Line[]) => `<table><tr><th>${escaped(l.from)}</th><th>${escaped(l.to)}</th><th>${escaped(l.time)}</th><th>${escaped(l.text)}</th></tr>${lines.map(row).join('')}</table>`;
  return `<!doctype html><html lang="${escaped(l.lang)}"><meta charset="utf-8"><title>${escaped(l.title)}</title>`
    + '<style>body{font:16px/1.5 sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid;padding:.4em;vertical-align:top;text-align:left;white-space:pre-wrap}</style>'
    + `<h1>${escaped(l.title)}</h1>${table(messages)}${notes.length > 0 ? `<h2>${escaped(l.notes)}</h2>${table(notes)}` : ''}</html>\n`;
}

export async function sealExport(state: State, { archive }: Argument<'sealExport'>): Promise<Answer<'sealExport'>> {
  const key = chainOf(personOf(state)).current.body.roles.archive;
  if (!key || !state.shelf) throw new Refused('state'); // kill: Export.seal-export-state
  return { file: await sealFileFor(key.rcpt, archive) };
}

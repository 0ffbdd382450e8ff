// Attachments: taken in and sealed part by part under a key that stands in the message alone; opened for who reads the message.
import { fitsType, mostFiles, mostPlain, plainName } from '../attachment';
import { ad, b64, unb64, type Bytes } from '../bytes';
import { openSealed, sealing, type Sealing } from '../file';
import type { FileText } from '../message';
import { random, sha256 } from '../primitives';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import { personOf, type Person, type State } from './person';

/** A file on its way. Its bytes are kept as they were taken in: sealing other bytes under the same key would give both away. `sealing` null: its bytes are not here, and the server has all of them. */
export interface Attaching { case: string; text: FileText; sealing: Sealing | null }

/** What travels in one piece (spec/api.md, 11). */
const part = 1024 * 1024;

const fileAd = (person: Person, caseId: string, id: string): Bytes => ad('sg1/file', person.where.agency, unb64(caseId, 16), unb64(id, 16));

export async function attach(state: State, a: Argument<'attach'>): Promise<Answer<'attach'>> {
  const person = personOf(state);
  if (!person.cases.get(a.case)?.opened) throw new Refused('state'); // kill: Attachment.attach-state
  if (a.bytes.length > mostPlain) throw new Refused('F3'); // kill: F3.attach
  if (!fitsType(a.type, a.bytes)) throw new Refused('F6'); // kill: F6.attach
  const bytes = a.bytes.slice(), key = random(32), id = b64(random(16)), name = plainName(a.name, a.type);
  const sealed = await sealing(key, fileAd(person, a.case, id), bytes);
  person.attaching.set(id, { case: a.case, sealing: sealed, text: { id, key: b64(key), name, type: a.type, size: bytes.length, sha256: b64(await sha256(bytes)) } });
  return { id, name, length: sealed.length };
}

export async function attachedPart(state: State, a: Argument<'attachedPart'>): Promise<Answer<'attachedPart'>> {
  const file = personOf(state).attaching.get(a.id);
  if (!file?.sealing) throw new Refused('state'); // kill: Attachment.part-state
  return { part: await file.sealing.slice(a.n * part, (a.n + 1) * part) };
}

export async function detach(state: State, a: Argument<'detach'>): Promise<Answer<'detach'>> {
  personOf(state).attaching.delete(a.id);
  return {};
}

/** What a message says of the files that were attached to its case. */
export function attachedTo(person: Person, caseId: string, ids: string[], most = mostFiles): FileText[] {
  if (ids.length > most) throw new Refused('state'); // kill: Attachment.attached-to-many
  return ids.map((id) => {
    const file = person.attaching.get(id);
    if (file?.case !== caseId) throw new Refused('state'); // kill: Attachment.attached-to-case
    return file.text;
  });
}

export async function openFile(state: State, a: Argument<'openFile'>): Promise<Answer<'openFile'>> {
  const person = personOf(state), files = state.shelf?.row.id === a.case ? state.shelf.files : person.cases.get(a.case)?.files;
  return opened(person, a.case, files?.get(`${a.message} ${a.id}`), a.sealed);
}

/** F1 to F6: what a message says of a file, and what came for it. */
export async function opened(person: Person, caseId: string, file: FileText | undefined, sealed: Bytes): Promise<Answer<'openFile'>> {
  if (!file) throw new Refused('state'); // kill: Attachment.open-file-state
  const bytes = await openSealed(unb64(file.key), refuseBy('F1', () => fileAd(person, caseId, file.id)), sealed, file);
  if (!fitsType(file.type, bytes)) throw new Refused('F6'); // kill: F6.open-file
  return { name: plainName(file.name, file.type), type: file.type, bytes };
}

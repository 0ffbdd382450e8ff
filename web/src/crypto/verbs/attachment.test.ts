// Attachments through the door of the workers: the key is in the message alone, and nothing else opens the file.
import { beforeAll, expect, test } from 'vitest';
import { ad, b64, concat, unb64, utf8, type Bytes } from '../bytes';
import { sealing } from '../file';
import { where } from '../place';
import { random, sha256 } from '../primitives';
import { newAgency, newColleague, newId, newSeeker, place, read, Rows, say, signIn, takeOver, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import { openFile } from './attachment';
import type { State } from './person';

const rows = new Rows();
let ben: Somebody, seeker: Somebody, id: string;
beforeAll(async () => {
  const lead = await newAgency(rows);
  ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
  seeker = await newSeeker(rows);
  id = await write(rows, seeker);
  await takeOver(rows, ben, id);
  for (const who of [seeker, ben]) await read(rows, who, id);
});

const content = concat(utf8('%PDF-1.7\n'), new Uint8Array(1_500_000).fill(65));

async function attach(who: Somebody, bytes: Bytes = content, type = 'application/pdf') {
  const file = await who.ask('attach', { case: id, name: 'Befund Müller.pdf', type, bytes }), parts: Bytes[] = [];
  for (let n = 0; n * 2 ** 20 < file.length; n++) parts.push((await who.ask('attachedPart', { id: file.id, n })).part);
  return { ...file, sealed: concat(...parts), parts: parts.length };
}

async function sendWith(who: Somebody, files: string[], text = 'Anbei.') {
  const sealed = await who.ask('message', { case: id, id: newId(), text, lang: 'de', kind: 'message', files }), message = rows.post(id, who.uid, sealed);
  rows.keep(who.uid, (await who.ask('sent', { case: id, message })).vault);
  return sealed;
}

test('a file goes with a message and opens for who reads it', async () => {
  const file = await attach(seeker);
  expect([file.name, file.parts, file.sealed.length]).toEqual(['Befund Muller.pdf', 2, file.length]);
  const message = await sendWith(seeker, [file.id]);
  expect(message.files).toEqual([file.id]);
  const { messages } = await read(rows, ben, id);
  expect(messages.at(-1)!.files).toEqual([{ id: file.id, name: 'Befund Muller.pdf', type: 'application/pdf', size: content.length }]);
  const opened = await ben.ask('openFile', { case: id, message: message.id, id: file.id, sealed: file.sealed });
  expect([opened.name, opened.type, b64(opened.bytes.slice(-9)), opened.bytes.length]).toEqual(['Befund Muller.pdf', 'application/pdf', b64(content.slice(-9)), content.length]);
  expect(JSON.stringify(messages)).not.toContain('key');
  await read(rows, seeker, id);
  const again = await signIn(rows, 'seeker', seeker);
  await read(rows, again, id);
  expect((await again.ask('openFile', { case: id, message: message.id, id: file.id, sealed: file.sealed })).bytes.length).toBe(content.length);
  const other = await attach(seeker);
  await expectRefused(ben, message.id, file.id, other.sealed, 'F1'); // another file's bytes
  await expectRefused(ben, message.id, file.id, file.sealed.slice(0, -1), 'F2');
  await expectRefused(ben, message.id, other.id, other.sealed, 'state'); // no message has named it
  await expectRefused(ben, newId(), file.id, file.sealed, 'state');
});

const expectRefused = async (who: Somebody, message: string, file: string, sealed: Bytes, check: string) =>
  expect(await refusal(() => who.ask('openFile', { case: id, message, id: file, sealed }))).toBe(check);

test('what is not of our types, or too large, is not taken in', async () => {
  const tried = (bytes: Bytes, type: string) => refusal(() => seeker.ask('attach', { case: id, name: 'x', type, bytes }));
  expect(await tried(content, 'image/jpeg')).toBe('F6');
  expect(await tried(utf8('<svg/>'), 'image/svg+xml')).toBe('F6');
  expect(await tried(concat(utf8('%PDF-'), new Uint8Array(10 * 2 ** 20 - 4)), 'application/pdf')).toBe('F3');
  expect(await tried(concat(utf8('%PDF-'), new Uint8Array(10 * 2 ** 20 - 5)), 'application/pdf')).toBeNull();
  expect(await refusal(() => seeker.ask('attach', { case: newId(), name: 'x', type: 'application/pdf', bytes: content }))).toBe('state');
});

test('a file that is not what the message says it is does not leave, though its hash fits', async () => {
  const at = where(place), file = newId(), message = newId(), key = random(32), bytes = utf8('<svg onload="x">');
  const sealed = await sealing(key, ad('sg1/file', at.agency, unb64(id), unb64(file)), bytes), said = { id: file, key: b64(key), name: 'x', size: bytes.length, sha256: b64(await sha256(bytes)) };
  const opens = async (type: string) => openFile(
    { person: { where: at, cases: new Map([[id, { files: new Map([[`${message} ${file}`, { ...said, type }]]) }]]) } } as unknown as State,
    { case: id, message, id: file, sealed: await sealed.slice(0, sealed.length) },
  );
  expect((await opens('text/plain')).bytes).toEqual(bytes);
  for (const type of ['application/pdf', 'image/jpeg', 'image/svg+xml', 'video/mp4', 'audio/mp4']) expect(await refusal(() => opens(type))).toBe('F6');
});

test('a file that is not there, or too many, go with no message', async () => {
  expect(await refusal(() => seeker.ask('attachedPart', { id: newId(), n: 0 }))).toBe('state');
  const file = await attach(seeker), bytes = content.slice();
  await seeker.ask('detach', { id: file.id });
  expect(await refusal(() => seeker.ask('attachedPart', { id: file.id, n: 0 }))).toBe('state');
  expect(await refusal(() => seeker.ask('message', { case: id, id: newId(), text: 'x', lang: 'de', kind: 'message', files: [file.id] }))).toBe('state');
  const six = await Promise.all([1, 2, 3, 4, 5, 6].map(() => attach(seeker, utf8('kurz'), 'text/plain')));
  expect(await refusal(() => seeker.ask('message', { case: id, id: newId(), text: 'x', lang: 'de', kind: 'message', files: six.map((one) => one.id) }))).toBe('state');
  expect(bytes.length).toBe(content.length);
});

test('the bytes are those that were taken in, whatever becomes of the page\'s', async () => {
  const bytes = content.slice(), file = await seeker.ask('attach', { case: id, name: 'x', type: 'application/pdf', bytes });
  const before = (await seeker.ask('attachedPart', { id: file.id, n: 0 })).part;
  bytes.fill(66);
  expect(b64((await seeker.ask('attachedPart', { id: file.id, n: 0 })).part)).toBe(b64(before));
});

test('the same message with other files is another one; a note takes none', async () => {
  const [one, two] = [await attach(seeker, utf8('eins'), 'text/plain'), await attach(seeker, utf8('zwei'), 'text/plain')], message = newId();
  const made = (files: string[]) => seeker.ask('message', { case: id, id: message, text: 'Mit Datei.', lang: 'de', kind: 'message' as const, files });
  const first = await made([one.id]);
  expect(await made([one.id])).toEqual(first);
  expect(await refusal(() => made([two.id]))).toBe('state');
  const note = await attach(ben, utf8('drei'), 'text/plain');
  await read(rows, ben, id);
  expect(await refusal(() => ben.ask('message', { case: id, id: newId(), text: 'Vermerk', lang: 'de', kind: 'note', files: [note.id] }))).toBe('state');
  await say(rows, ben, id, 'Ohne.');
});

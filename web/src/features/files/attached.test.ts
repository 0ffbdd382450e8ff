// Files of the next letter, from the page's side: how many, that none is left behind unsaid, and which pictures are shown.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { utf8, type Bytes } from '../../crypto/bytes';
import { newAgency, newId, newSeeker, read, Rows, write, type Somebody } from '../../crypto/testing';
import { failure, page } from '../../session/testing';
import { add, attachments, clear, drop, load, sentWith, upload } from './attached';
import { forgetPicked } from './picked';
import { open } from './received';

const rows = new Rows(), answers: Record<string, unknown> = {};
let seeker: Somebody, id: string, asked: string[];
beforeAll(async () => {
  await newAgency(rows);
  seeker = await newSeeker(rows);
  id = await write(rows, seeker);
  await read(rows, seeker, id);
});
beforeEach(() => {
  answers['files'] = { received: 0 };
  asked = page(() => seeker.ask, answers);
});
afterEach(() => { clear(); forgetPicked(); vi.unstubAllGlobals(); });

const picked = (name: string, type = 'text/plain', bytes: Bytes = utf8(name)): File => new File([bytes], name, { type });
const names = () => attachments(id).files.value.map(({ name }) => name);

test('five files go with a letter, and a sixth is named as one too many', async () => {
  await add(id, ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => picked(name)));
  expect(names()).toEqual(['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt']);
  expect(attachments(id).trouble.value).toEqual({ why: 'many', name: 'f' });
  expect(await upload(id)).toHaveLength(5);
  expect(asked.filter((one) => one === 'POST files')).toHaveLength(5);
});

test('a letter that waits for a file does not go where that one is not taken', async () => {
  const made = add(id, [picked('a'), picked('b.zip', 'application/zip')]);
  expect(await failure(upload(id))).toEqual(['conflict', 0]);
  await made;
  expect([asked.filter((one) => one.endsWith('/messages')), names(), attachments(id).trouble.value]).toEqual([[], ['a.txt'], { why: 'type', name: 'b.zip' }]);
  expect(await upload(id)).toHaveLength(1); // it was told, and this is pressed again
});

test('a server that says to have more of a file than there is gets neither it nor the letter', async () => {
  answers['files'] = { received: 2 };
  await add(id, [picked('a')]);
  expect(await failure(upload(id))).toEqual(['internal', 0]);
  answers['files'] = { received: 1 };
  expect(await upload(id)).toHaveLength(1); // all of it is there already
});

/** A JPEG of ours: its picture, so many points wide and high, and nothing else; `beside`: what stands in front of it. */
const jpeg = (width: number, height: number, ...beside: number[]): Bytes => Uint8Array.of(
  0xff, 0xd8, ...beside, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xff, 0xd9);

const pictures: [string, Bytes, boolean][] = [
  ['as ours are', jpeg(5_000, 4_000), true], ['with too many points', jpeg(5_001, 4_000), false], ['with something beside it', jpeg(40, 30, 0xff, 0xe1, 0, 4, 1, 2), false],
  ['that is none', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), false],
];
test.each(pictures)('a picture %s', async (_, bytes, shown) => {
  const { id: file, length } = await seeker.ask('attach', { case: id, name: 'x.jpg', type: 'image/jpeg', bytes }), { part } = await seeker.ask('attachedPart', { id: file, n: 0 });
  const message = rows.post(id, seeker.uid, await seeker.ask('message', { case: id, id: file, text: 'Anbei.', lang: 'de', kind: 'message', files: [file] }));
  rows.keep(seeker.uid, (await seeker.ask('sent', { case: id, message })).vault);
  const [named] = (await read(rows, seeker, id)).messages.at(-1)!.files;
  answers[`files/${file}`] = new Response(part);
  const opened = await open(id, message.id, named!, () => undefined);
  expect([part.length, opened.bytes, opened.picture !== null]).toEqual([length, bytes, shown]);
});

/** What a server keeps of the list: the answer to the next GET, as the page has put it last. */
const list = `me/drafts`;
async function put(files: { id: string; whole: boolean }[], version = 1): Promise<void> {
  answers[`${list}/${id}/files`] = { version, ...await seeker.ask('sealPicked', { case: id, id: newId(), version, files }) };
}
afterEach(() => { delete answers[`${list}/${id}/files`]; });
const never = () => false;

test('what was picked goes up at once and is kept in a list; taken out, it goes from the server at once', async () => {
  await add(id, [picked('a')]);
  await vi.waitFor(() => expect(attachments(id).kept.value).toBe(true));
  const [one] = attachments(id).files.value;
  expect(asked).toEqual([`PUT ${list}/${id}/files`, 'POST files', `PUT files/${one!.id}/parts/0`, `PUT ${list}/${id}/files`]);
  await drop(id, one!.id);
  expect(asked.slice(4)).toEqual([`DELETE ${list}/${id}/files`, `DELETE files/${one!.id}`]); // the list first: a reload between the two finds nothing that is gone
});

test('taken out while the list cannot be written, it goes from the server all the same, and that is told', async () => {
  await add(id, [picked('a'), picked('b')]);
  await vi.waitFor(() => expect(attachments(id).kept.value).toBe(true));
  const [one] = attachments(id).files.value, before = asked.length;
  answers[`${list}/${id}/files`] = Response.json({ code: 'internal', key: 'problem.internal', field: null, by: null, wait: null }, { status: 500 });
  await drop(id, one!.id);
  expect(asked.slice(before)).toEqual([`PUT ${list}/${id}/files`, `DELETE files/${one!.id}`, `PUT ${list}/${id}/files`]);
  expect([names(), attachments(id).kept.value, attachments(id).stuck.value === null]).toEqual([['b.txt'], false, false]);
});

test('after a reload what was whole is there and goes with the letter; what was not is named, and removed', async () => {
  const [a, b] = [await seeker.ask('attach', { case: id, name: 'a', type: 'text/plain', bytes: utf8('a') }), await seeker.ask('attach', { case: id, name: 'b', type: 'text/plain', bytes: utf8('b') })];
  await put([{ id: a.id, whole: true }, { id: b.id, whole: false }], 7);
  await load(id, never);
  expect([names(), attachments(id).trouble.value]).toEqual([['a.txt'], { why: 'again', name: 'b.txt' }]);
  expect(asked).toContain(`DELETE files/${b.id}`);
  answers['files'] = { received: 1 };
  expect(await upload(id)).toEqual([a.id]);
});

test('what the server has removed meanwhile is told, and does not go', async () => {
  const a = await seeker.ask('attach', { case: id, name: 'a', type: 'text/plain', bytes: utf8('a') });
  await put([{ id: a.id, whole: true }]);
  await seeker.ask('detach', { id: a.id }); // as after a reload
  await load(id, never);
  expect(await failure(upload(id))).toEqual(['conflict', 0]);
  expect([names(), attachments(id).trouble.value]).toEqual([[], { why: 'again', name: 'a.txt' }]);
});

test('what has gone out is not picked any more; what is held comes back with its letter', async () => {
  const [out, held] = [await seeker.ask('attach', { case: id, name: 'a', type: 'text/plain', bytes: utf8('a') }), await seeker.ask('attach', { case: id, name: 'b', type: 'text/plain', bytes: utf8('b') })];
  await put([{ id: out.id, whole: true }, { id: held.id, whole: true }]);
  await load(id, (file) => file === out.id, (file) => file === held.id);
  expect(names()).toEqual([]);
  await load(id, (file) => file === out.id, never); // taken back in another window
  expect(names()).toEqual(['b.txt']);
  sentWith(id);
});

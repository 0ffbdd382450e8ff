// The list of what is picked, through the door of the workers: another worker of the same person goes on with it, and nobody else.
import { beforeAll, expect, test } from 'vitest';
import { utf8 } from '../bytes';
import { newAgency, newId, newSeeker, read, Rows, signIn, write, type Somebody } from '../testing';
import { refusal } from '../vectors';

const rows = new Rows();
let seeker: Somebody, other: Somebody, id: string;
beforeAll(async () => {
  await newAgency(rows);
  [seeker, other] = [await newSeeker(rows), await newSeeker(rows)];
  id = await write(rows, seeker);
  await read(rows, seeker, id);
});

const attach = (name: string, who = seeker) => who.ask('attach', { case: id, name, type: 'text/plain', bytes: utf8(name) });
const sealed = async (files: { id: string; whole: boolean }[], version = 1, list = id) => ({ case: id, version, ...await seeker.ask('sealPicked', { case: id, id: list, version, files }) });

test('a file that is whole goes with a message though its bytes are elsewhere; one that is not does not', async () => {
  const whole = await attach('da'), part = await attach('halb');
  const kept = await sealed([{ id: whole.id, whole: true }, { id: part.id, whole: false }], 1, newId());
  const again = await signIn(rows, 'seeker', seeker);
  await read(rows, again, id);
  const found = await again.ask('openPicked', kept);
  expect(found.files).toEqual([{ id: whole.id, name: 'da.txt', size: 2, length: whole.length, whole: true }, { id: part.id, name: 'halb.txt', size: 4, length: part.length, whole: false }]);
  const send = (files: string[]) => again.ask('message', { case: id, id: newId(), text: 'Anbei.', lang: 'de', kind: 'message', files });
  expect((await send([whole.id])).files).toEqual([whole.id]);
  expect(await refusal(() => send([part.id]))).toBe('state');
  expect(await refusal(() => again.ask('attachedPart', { id: whole.id, n: 0 }))).toBe('state'); // it has no bytes of it
  expect((await again.ask('sealPicked', { case: id, id: found.id, version: 2, files: [{ id: whole.id, whole: true }] })).box).toBeTruthy();
  expect((await seeker.ask('attachedPart', { id: whole.id, n: 0 })).part.length).toBe(whole.length);
  await seeker.ask('openPicked', kept);
  expect((await seeker.ask('attachedPart', { id: whole.id, n: 0 })).part.length).toBe(whole.length); // who has the bytes keeps them
});

test('nobody else opens it, and not under another number or case; an older one is noticed', async () => {
  const file = await attach('x'), list = newId(), files = [{ id: file.id, whole: true }];
  const [one, two] = [await sealed(files, 1, list), await sealed(files, 2, list)];
  expect(await refusal(() => other.ask('openPicked', one))).toBe('box');
  for (const wrong of [{ version: 2 }, { case: newId() }]) expect(await refusal(() => seeker.ask('openPicked', { ...one, ...wrong }))).toBe('box');
  expect((await seeker.ask('openPicked', one)).id).toBe(list);
  await seeker.ask('openPicked', two);
  expect(await refusal(() => seeker.ask('openPicked', one))).toBe('set-back');
  await sealed(files, 9, list);
  expect(await refusal(() => seeker.ask('openPicked', two))).toBe('set-back'); // whoever seals the ninth has seen the eighth
});

test('what was not attached to the case, or too much, is in no list', async () => {
  const files = await Promise.all(Array.from({ length: 11 }, async () => ({ id: (await attach('x')).id, whole: true })));
  const tried = (a: object) => refusal(() => seeker.ask('sealPicked', { case: id, id: newId(), version: 1, files: files.slice(0, 10), ...a }));
  expect(await tried({})).toBeNull();
  for (const wrong of [{ files }, { files: [{ id: newId(), whole: true }] }, { case: newId() }, { id: 'kurz' }, { version: 0 }, { version: 1.5 }]) expect(await tried(wrong), JSON.stringify(wrong).slice(0, 80)).toBe('state');
});

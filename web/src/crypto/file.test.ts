import { describe, expect, test } from 'vitest';
import { fitsType, plainName } from './attachment';
import { b64, concat, hex, utf8, type Bytes } from './bytes';
import { openSealed, sealing } from './file';
import { hkdf, sha256 } from './primitives';
import { bytes, load, refusal, sg1 } from './vectors';

interface Piece { size?: number; from?: number; to?: number; hex?: string }
interface Case { what: string; refuse: string | null; key: string; ad: string; size: number; sha256: string; sealed: Piece[] | null }
const vectors = load('file.json') as { key: string; salt: string; ad: string; sizes: { size: number; length: number; sha256: string }[]; cases: Case[] };

const counted = (size: number): Bytes => Uint8Array.from({ length: size }, (_, i) => i & 255);
const sealed = async (size: number): Promise<Bytes> => {
  const file = await sealing(bytes(vectors.key), bytes(vectors.ad), counted(size), bytes(vectors.salt));
  return file.slice(0, file.length);
};

test('SGF1 of one chunk and of three, not padded', async () => {
  const whole = async (plain: Bytes) => {
    const file = await sealing(bytes('09 x 32'), bytes(sg1.file.ad), plain, bytes('08 x 32'), plain.length);
    return file.slice(0, file.length);
  };
  expect(hex(await whole(utf8('hallo datei')))).toBe(sg1.file.blob);
  expect(hex(await sha256(await whole(counted(131_073))))).toBe(sg1.file3.sha256);
});

describe('every size', () => {
  test('there are six', () => expect(vectors.sizes.map(({ size }) => size)).toEqual([0, 1, 65_535, 65_536, 65_537, 131_073]));
  test.each(vectors.sizes)('$size bytes', async ({ size, length, sha256: hash }) => {
    const file = await sealing(bytes(vectors.key), bytes(vectors.ad), counted(size), bytes(vectors.salt)), whole = await file.slice(0, file.length);
    expect([file.length, whole.length, hex(await sha256(whole))]).toEqual([length, length, hash]);
    const opened = await openSealed(bytes(vectors.key), bytes(vectors.ad), whole, { size, sha256: b64(await sha256(counted(size))) });
    expect(hex(await sha256(opened))).toBe(hex(await sha256(counted(size))));
    for (const step of [1_000, 65_552, 70_001]) { // any stretches give the same file
      const parts: Bytes[] = [];
      for (let at = 0; at < length; at += step) parts.push(await file.slice(at, at + step));
      expect(hex(await sha256(concat(...parts)))).toBe(hash);
    }
  });
  test('a fresh file has a salt of its own', async () => {
    const one = () => sealing(bytes(vectors.key), bytes(vectors.ad), counted(1)).then((file) => file.slice(0, file.length)).then(hex);
    expect(await one()).not.toBe(await one());
  });
});

/** A file of one chunk as a program of another version would make it: everything follows from its own head. */
async function ofHead(magic: Bytes, plain: Bytes): Promise<Bytes> {
  const salt = bytes(vectors.salt), head = concat(magic, salt), okm = await hkdf(bytes(vectors.key), concat(utf8('sg1/file'), await sha256(concat(head, bytes(vectors.ad)))), 64, salt);
  const aes = await crypto.subtle.importKey('raw', okm.slice(0, 32), 'AES-GCM', false, ['encrypt']), last = concat(new Uint8Array(11), Uint8Array.of(1));
  return concat(head, okm.slice(32), new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: last }, aes, plain)));
}

test('another version is refused, though everything in it fits', async () => {
  const plain = counted(8), of = (version: number) => ofHead(concat(utf8('SGF1'), Uint8Array.of(version, 0x10)), plain), promised = { size: 8, sha256: b64(await sha256(plain)) };
  const opened = async (version: number) => openSealed(bytes(vectors.key), bytes(vectors.ad), await of(version), promised);
  expect(await opened(1)).toEqual(plain);
  expect(await refusal(() => opened(2))).toBe('F1');
});

describe('what a reader is given', () => {
  test('all cases are here', () => expect(vectors.cases.length).toBe(35));
  test.each(vectors.cases)('$what: $refuse', async (one) => {
    const parts = await Promise.all((one.sealed ?? []).map(async ({ size, from, to, hex: raw }) => (size === undefined ? bytes(raw!) : (await sealed(size)).slice(from, to))));
    expect(await refusal(() => openSealed(bytes(one.key), bytes(one.ad), concat(...parts), one))).toBe(one.refuse);
  });
});

test('types are what they begin with, or no type of ours', () => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), pdf = utf8('%PDF-1.7'), text = utf8('Grüße\n\tund mehr');
  const fits = (type: string) => [jpeg, pdf, text].map((one) => fitsType(type, one));
  expect(fits('image/jpeg')).toEqual([true, false, false]);
  expect(fits('application/pdf')).toEqual([false, true, false]);
  expect(fits('text/plain')).toEqual([true, true, true]); // which is why it is never shown, only given as a download
  for (const type of ['image/svg+xml', 'text/html', 'application/zip', '', 'constructor', '__proto__']) expect(fits(type)).toEqual([false, false, false]);
  for (const bad of [0, 8, 14, 27, 31]) expect(fitsType('text/plain', concat(text, Uint8Array.of(bad)))).toBe(false);
  expect(fitsType('image/jpeg', new Uint8Array(0))).toBe(false);
});

test('a film or sound is one by its brand, at its place', () => {
  const fits = (start: string) => ['video/mp4', 'audio/mp4'].map((type) => fitsType(type, utf8(`${start}\0\0\0\0`)));
  for (const brand of ['isom', 'iso2', 'iso9', 'mp41', 'mp42', 'avc1', 'M4V ', 'MSNV', '3gp4', '3gp6']) expect(fits(`\0\0\0\x18ftyp${brand}`), brand).toEqual([true, false]);
  for (const brand of ['M4A ', 'M4B ']) expect(fits(`\0\0\0\x18ftyp${brand}`), brand).toEqual([false, true]);
  for (const start of ['\0\0\0\x18ftypheic', '\0\0\0\x18ftypqt  ', '\0\0\0\x18ftypavif', 'ftypisom\0\0\0\0', '\0\0\0\x18moovisom', 'ftyp']) expect(fits(start), start).toEqual([false, false]);
  expect([plainName('Clip.MOV', 'video/mp4'), plainName('Sprachnotiz 3.m4a', 'audio/mp4')]).toEqual(['Clip.mp4', 'Sprachnotiz 3.m4a']);
});

test('a name says nothing to a system', () => {
  const names = { 'Übergabe Ärzte.PDF': 'Ubergabe Arzte.pdf', 'Größe.pdf': 'Grosse.pdf', '../../etc/passwd': '_.._etc_passwd.pdf', 'brief.pdf.exe': 'brief.pdf.pdf', '.htaccess': 'htaccess.pdf', '': 'file.pdf', 'a\u202Efdp.exe': 'a_fdp.pdf', 'CON': 'CON.pdf', ['x'.repeat(300)]: `${'x'.repeat(76)}.pdf` };
  for (const [typed, plain] of Object.entries(names)) expect(plainName(typed, 'application/pdf')).toBe(plain);
  expect(plainName('Foto.heic', 'image/jpeg')).toBe('Foto.jpg');
  expect(plainName('x.html', 'text/html')).toBe('x.bin');
});

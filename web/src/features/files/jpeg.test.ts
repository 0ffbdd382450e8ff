import { expect, test } from 'vitest';
import { bare } from './jpeg';

const segment = (marker: number, ...body: number[]): number[] => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
const words = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const frame = segment(0xc0, 8, 0, 30, 0, 40, 1, 1, 0x11, 0), scan = segment(0xda, 1, 1, 0, 0, 63, 0), tables = [...segment(0xdb, ...Array<number>(65).fill(1)), ...segment(0xc4, ...Array<number>(20).fill(1))];
const jfif = segment(0xe0, ...words('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0), adobe = segment(0xee, ...words('Adobe'), 0, 100, 0, 0, 0, 0, 1);
const end = [0xff, 0xd9], picture = [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4];
const made = (...parts: number[][]) => Uint8Array.from([0xff, 0xd8, ...parts.flat()]);
const plain = made(jfif, adobe, tables, frame, scan, picture, end);

test('a picture without anything else stays as it is', () => {
  expect(bare(plain)).toEqual({ bytes: plain, width: 40, height: 30, more: false });
});

const place = words('Exif\0\0MM\0*place');
const beside: Record<string, Uint8Array<ArrayBuffer>> = {
  'where it was taken': made(segment(0xe1, ...place), jfif, adobe, tables, frame, scan, picture, end),
  'where it was taken, behind the tables': made(jfif, adobe, tables, segment(0xe1, ...place), frame, scan, picture, end),
  'a comment': made(jfif, adobe, segment(0xfe, ...words('place')), tables, frame, scan, picture, end),
  'a preview in JFIF': made(segment(0xe0, ...words('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9), jfif, adobe, tables, frame, scan, picture, end),
  'a colour profile': made(jfif, adobe, segment(0xe2, ...words('ICC_PROFILE\0place')), tables, frame, scan, picture, end),
  'a segment that ours have not': made(jfif, adobe, segment(0xbf, 8, 0, 99, 0, 99, ...words('place')), tables, frame, scan, picture, end),
  'one of those that only look like a frame': made(jfif, adobe, tables, frame, segment(0xc8, ...words('place!')), segment(0xcc, ...words('place!')), scan, picture, end),
  'something behind its end': Uint8Array.from([...plain, ...words('place')]),
};
test('a picture is as large as its frame says, wherever its tables stand', () => {
  expect(bare(made(jfif, frame, tables, scan, picture, end))).toMatchObject({ width: 40, height: 30, more: false });
});

test.each(Object.entries(beside))('%s goes, the picture stays', (_, jpeg) => {
  const found = bare(jpeg)!;
  expect([found.more, found.width, found.height]).toEqual([true, 40, 30]);
  expect(String.fromCharCode(...found.bytes)).not.toContain('place');
  expect([...found.bytes]).toEqual([...plain]);
  expect(bare(found.bytes)!.more).toBe(false);
});

const broken: Record<string, Uint8Array<ArrayBuffer>> = {
  'nothing': new Uint8Array(0), 'another beginning': Uint8Array.from([0xff, 0xd9, ...plain.slice(2)]), 'a segment that begins otherwise': made(jfif, [0xfe, 0xe1, 0, 4, 1, 2], frame, scan, picture, end),
  'no JPEG': Uint8Array.from(words('%PDF-1.7')), 'its beginning alone': made(), 'no picture': made(jfif, adobe, tables, frame, end),
  'no end': made(jfif, adobe, tables, frame, scan, picture), 'no frame': made(jfif, adobe, tables, scan, picture, end), 'nought wide': made(segment(0xc0, 8, 0, 30, 0, 0, 1, 1, 0x11, 0), scan, picture, end),
  'a segment longer than the file': made(jfif, [0xff, 0xe1, 0xff, 0xff], frame, scan, picture, end), 'a segment without a length': made([0xff, 0xe1, 0, 0], jfif, frame, scan, picture, end),
  'bytes between segments': made(jfif, [0], frame, scan, picture, end), 'a second scan': made(jfif, adobe, tables, frame, scan, picture, scan, picture, end),
};
test.each(Object.entries(broken))('%s: no picture of ours', (_, jpeg) => { expect(bare(jpeg)).toBeNull(); });

test('cut anywhere it is no picture', () => {
  for (let at = 0; at < plain.length; at++) expect(bare(plain.slice(0, at))).toBeNull();
});

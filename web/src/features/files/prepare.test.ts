// What somebody picks: which files are taken, and that of a picture nothing stays but what is to be seen. The browser's painter is the test's own.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mostBytes, prepare, Unfit } from './prepare';

const mega = 1024 * 1024;
const file = (name: string, type: string, size = 64, start = ''): File => {
  const bytes = new Uint8Array(size);
  bytes.set([...start].map((letter) => letter.charCodeAt(0)));
  return new File([bytes], name, { type });
};
const refusal = async (attempt: Promise<unknown>): Promise<string> => {
  const error = await attempt.then(() => null, (e: unknown) => e);
  expect(error).toBeInstanceOf(Unfit);
  return (error as Unfit).why;
};

/** A JPEG as browsers write it, with a picture of so many bytes and something of the browser's own. */
const jpeg = (length: number): Uint8Array<ArrayBuffer> => {
  const before = [0xff, 0xd8, 0xff, 0xfe, 0, 6, 1, 2, 3, 4, 0xff, 0xc0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0], made = new Uint8Array(before.length + length + 2);
  made.set(before);
  made.set([0xff, 0xd9], before.length + length);
  return made;
};

interface Painter { width: number; height: number; closed: boolean; brush: boolean; pixel: number[]; written: Uint8Array<ArrayBuffer> | null; canvas: { width: number; height: number } }
let painter: Painter;
beforeEach(() => {
  painter = { width: 40, height: 30, closed: false, brush: true, pixel: [0x33, 0x66, 0x99, 0xff], written: jpeg(8), canvas: { width: 0, height: 0 } };
  vi.stubGlobal('createImageBitmap', (picked: File) => picked.name.startsWith('broken') ? Promise.reject(new Error('no picture'))
    : Promise.resolve({ width: painter.width, height: painter.height, close: () => { painter.closed = true; } }));
  const brush = { fillRect: () => undefined, drawImage: () => undefined, getImageData: () => ({ data: painter.pixel }) };
  vi.stubGlobal('document', { createElement: () => Object.assign(painter.canvas, {
    getContext: () => (painter.brush ? brush : null), toBlob: (done: (blob: Blob | null) => void) => { done(painter.written && new Blob([painter.written])); },
  }) });
});
afterEach(() => { vi.unstubAllGlobals(); });

test('a PDF goes as it is, up to 10 MiB, and so does a text', async () => {
  for (const type of ['application/pdf', 'text/plain']) {
    expect(await prepare(file('x', type, mostBytes, '%PDF-'), false)).toMatchObject({ name: 'x', type: 'application/pdf', bytes: { length: mostBytes } });
    expect(await refusal(prepare(file('x', type, mostBytes + 1, '%PDF-'), false))).toBe('large');
  }
});

test('a text', async () => { expect((await prepare(file('x', 'text/plain'), false)).type).toBe('text/plain'); });

test.each(['application/pdf', 'application/zip', 'image/svg+xml', 'text/html', 'video/mp4', ''])('of the type %j none goes', async (type) => {
  expect(await refusal(prepare(file('bericht.pdf', type), false))).toBe('type');
});

test.each([['image/png', ''], ['image/avif', ''], ['', '\xff\xd8\xff\xe0'], ['text/plain', '\x89PNG\r\n\x1a\n'], ['', 'RIFF\0\0\0\0WEBP'], ['', 'GIF89a'], ['video/mp4', '\0\0\0\x18ftypheic']])('a picture (%j, %j), whatever its name, is painted anew, and what the browser wrote beside it goes', async (type, start) => {
  const { type: as, bytes } = await prepare(file('x.pdf', type, 64, start), false);
  expect([as, bytes.length, painter.closed, painter.canvas.width, painter.canvas.height]).toEqual(['image/jpeg', jpeg(8).length - 8, true, 40, 30]);
});

test('a picture is painted smaller where it has too many points', async () => {
  Object.assign(painter, { width: 10_000, height: 8_000 });
  await prepare(file('x.png', 'image/png'), false);
  expect(painter.canvas.width * painter.canvas.height).toBeLessThanOrEqual(20_000_000);
  expect(painter.canvas.width).toBe(5_000);
});

test('no picture: too large to be opened, or nothing that a browser can show', async () => {
  expect(await refusal(prepare(file('x.png', 'image/png', 60 * mega + 1), false))).toBe('large');
  expect(await refusal(prepare(file('broken.png', 'image/png'), false))).toBe('picture');
});

test.each(['heic', 'heix', 'hevc', 'mif1', 'msf1'])('a picture of a telephone (%s) that this browser cannot paint is said to be one, whatever its name', async (brand) => {
  expect(await refusal(prepare(file('broken.jpg', 'image/jpeg', 64, `\0\0\0\x18ftyp${brand}`), true))).toBe('heic');
});

test.each([['isom', 'video/mp4'], ['mp42', 'video/mp4'], ['M4V ', 'video/mp4'], ['M4A ', 'audio/mp4']])('a film or sound (%s) goes as it is where the agency takes it, and nowhere else', async (brand, type) => {
  const made = file('x.jpg', 'image/jpeg', 64, `\0\0\0\x18ftyp${brand}`);
  expect(await prepare(made, true)).toMatchObject({ type, bytes: { length: 64 } });
  expect(await refusal(prepare(made, false))).toBe('media');
  expect(await refusal(prepare(file('x.mp4', 'video/mp4', mostBytes + 1, `\0\0\0\x18ftyp${brand}`), true))).toBe('large');
});

test('what is only called a film is none', async () => {
  for (const start of ['', '\0\0\0\x14ftypqt  ', 'ftypisom', '\0\0\0\x18moovisom']) expect(await refusal(prepare(file('x.mp4', 'video/mp4', 64, start), true))).toBe('type');
});

test('a browser that hands out noise, or cannot paint, sends nothing in somebody\'s name', async () => {
  for (const at of [0, 1, 2, 3]) {
    painter.pixel = [0x33, 0x66, 0x99, 0xff].map((value, i) => (i === at ? value - 1 : value));
    expect(await refusal(prepare(file('x.png', 'image/png'), false))).toBe('canvas');
  }
  painter.brush = false;
  expect(await refusal(prepare(file('x.png', 'image/png'), false))).toBe('canvas');
  expect(painter.closed).toBe(true);
});

test('what was painted is no JPEG of ours, or too large: it does not go', async () => {
  for (const written of [null, new Uint8Array(0), Uint8Array.of(0x89, 0x50, 0x4e, 0x47)]) {
    painter.written = written;
    expect(await refusal(prepare(file('x.png', 'image/png'), false))).toBe('picture');
  }
  painter.written = jpeg(mostBytes);
  expect(await refusal(prepare(file('x.png', 'image/png'), false))).toBe('large');
});

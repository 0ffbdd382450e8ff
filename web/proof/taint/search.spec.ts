// The search itself: whatever one can write a value as, it is found, at every place; what is nearly the value is not.
import { expect, test } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { here, look } from './places';
import { Search } from './search';
import { byteSpellings, textSpellings } from './spellings';
import { numbers, strangeText } from './words';

const key = randomBytes(32), text = strangeText(numbers(7), 20), part = text.slice(9, 21);
const wide = (s: string) => Buffer.from(s, 'utf16le');

/** Made with other means than those of the search. */
const keyIn: Record<string, (before: Buffer) => Buffer> = {
  raw: (before) => Buffer.concat([before, key]),
  'its second half': (before) => Buffer.concat([before, key.subarray(16)]),
  hex: (before) => Buffer.from(Buffer.concat([before, key]).toString('hex')),
  'capital hex': (before) => Buffer.from(Buffer.concat([before, key]).toString('hex').toUpperCase()),
  base64: (before) => Buffer.from(`x${Buffer.concat([before, key, before]).toString('base64')}`),
  'base64url in JSON': (before) => Buffer.from(JSON.stringify({ v: Buffer.concat([before, key, before]).toString('base64url') })),
  'base64 in UTF-16': (before) => wide(Buffer.concat([before, key]).toString('base64')),
  'a list of numbers': (before) => Buffer.from(JSON.stringify([...before, ...key])),
};
const textIn: Record<string, (before: string) => Buffer> = {
  raw: (before) => Buffer.from(before + part),
  'UTF-16': (before) => wide(before + part),
  JSON: (before) => Buffer.from(JSON.stringify({ text: before + part })),
  'JSON in ASCII': (before) => Buffer.from(JSON.stringify(before + part).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)),
  'an address': (before) => Buffer.from(`/?q=${encodeURIComponent(before + part)}`),
  'a form': (before) => Buffer.from(new URLSearchParams({ q: before + part }).toString()),
  base64: (before) => Buffer.from(Buffer.from(`${before}${part}${before}`).toString('base64')),
  'base64 of UTF-16': (before) => Buffer.from(wide(`${before}${part}${before}`).toString('base64url')),
  hex: (before) => Buffer.from(Buffer.from(before + part).toString('hex')),
};

function finds(search: Search, ...pieces: Buffer[]): number {
  return look(search, new Search(), [{ name: 'test', pieces }]).found.length;
}

test('every spelling is found at every place, also across two pieces', () => {
  const keys = new Search(), texts = new Search();
  keys.add('key', byteSpellings(key));
  texts.add('text', textSpellings(text));
  for (let shift = 0; shift < 12; shift++) {
    for (const [how, write] of Object.entries(keyIn)) {
      const found = write(Buffer.alloc(shift, 7)), cut = Math.floor(found.length / 2);
      expect(finds(keys, found), `key as ${how}, ${shift}`).toBe(1);
      expect(finds(keys, found.subarray(0, cut), found.subarray(cut)), `key as ${how}, ${shift}, cut`).toBe(1);
    }
    for (const [how, write] of Object.entries(textIn)) expect(finds(texts, write('~'.repeat(shift))), `text as ${how}, ${shift}`).toBe(1);
  }
});

test('what is not there is not found', () => {
  const search = new Search();
  search.add('key', byteSpellings(key));
  search.add('text', textSpellings(text));
  const near = Buffer.from(key);
  near[7]! ^= 1;
  near[23]! ^= 1;
  expect(finds(search, near, Buffer.from(near.toString('hex')), Buffer.from(part.slice(0, 11)), randomBytes(1 << 20))).toBe(0);
  expect(look(search, search, here('nothing')).bytes).toBe(0);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ad, b64, equal, hex, Malformed, u64, unb64, utf8, type Field } from './bytes';

test('base64url comes back and is what Node writes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (some) => {
    const bytes = new Uint8Array(some), text = b64(bytes);
    expect(text).toBe(Buffer.from(some).toString('base64url'));
    expect(hex(unb64(text))).toBe(hex(bytes));
  }));
});

test('base64url is strict: padding, white space, other letters, loose bits, one letter too many, wrong length', () => {
  for (const text of ['AA==', 'AA ', ' AA', 'A A', 'AB+/', 'AB', 'AAB', 'A', 'AAAAA', 'ä', '\u{1f981}', 'AA\n']) expect(() => unb64(text), text).toThrow(Malformed);
  expect(() => unb64('AAAA', 4)).toThrow(Malformed);
  expect(hex(unb64('AAAA', 3))).toBe('000000');
});

test('u64 takes integers from 0 to 2^53 - 1', () => {
  expect(hex(u64(Number.MAX_SAFE_INTEGER))).toBe('001fffffffffffff');
  for (const n of [-1, 0.5, NaN, 2 ** 53]) expect(() => u64(n)).toThrow(Malformed);
});

test('two lists of fields never give the same AD', () => {
  const field: fc.Arbitrary<Field> = fc.oneof(fc.string({ maxLength: 12 }), fc.uint8Array({ maxLength: 12 }).map((some) => new Uint8Array(some)));
  const bytesOf = (value: Field) => hex(typeof value === 'string' ? utf8(value) : (value as Uint8Array<ArrayBuffer>));
  fc.assert(fc.property(fc.array(field, { maxLength: 5 }), fc.array(field, { maxLength: 5 }), (a, b) => {
    const same = a.length === b.length && a.every((value, i) => bytesOf(value) === bytesOf(b[i]!));
    expect(hex(ad('sg1/x', ...a)) === hex(ad('sg1/x', ...b))).toBe(same);
  }), { numRuns: 3000 });
});

test('a border between fields may not move, nor one between label and field', () => {
  expect(hex(ad('sg1/x', 'ab', 'c'))).not.toBe(hex(ad('sg1/x', 'a', 'bc')));
  expect(hex(ad('sg1/x', 'a'))).not.toBe(hex(ad('sg1/xa')));
  expect(hex(ad('sg1/x', ''))).not.toBe(hex(ad('sg1/x')));
});

test('equal compares all of two values', () => {
  expect(equal(utf8('abc'), utf8('abc'))).toBe(true);
  for (const other of ['abd', 'bbc', 'ab', 'abcd', '']) expect(equal(utf8('abc'), utf8(other))).toBe(false);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8, Malformed } from './bytes';
import { lonely, readJson, writeJson, type Json } from './json';
import { bool, id, integer, list, nullable, object, readAs, record, text } from './shape';
import { bytes, load, refusal } from './vectors';

const { values, docs } = load('json.json');

describe('verdicts of spec/vectors/json.json', () => {
  test.each(values as { what: string; hex: string; refuse: string | null }[])('$what', ({ hex, refuse }) => {
    if (refuse === null) expect(() => readJson(bytes(hex))).not.toThrow();
    else expect(() => readJson(bytes(hex))).toThrow(Malformed);
  });

  const shape = object({ n: integer, t: text, b: bool, x: nullable(integer), h: id, l: list(text), m: record(id, integer) });

  test.each(docs as { what: string; hex: string; refuse: string | null }[])('document: $what', async ({ hex, refuse }) => {
    expect(await refusal(() => readAs('D1', shape, bytes(hex)))).toBe(refuse === null ? null : 'D1');
  });
});

test('what we write we read, and it means the same as to JSON.parse', () => {
  const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, fc.constant(null), fc.boolean(), fc.maxSafeNat(), fc.string({ unit: 'grapheme' }),
      fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.string().filter((key) => key !== '__proto__'), tie('value'), { maxKeys: 4 })),
  })).value;
  fc.assert(fc.property(value, (some) => {
    expect(readJson(writeJson(some))).toEqual(JSON.parse(JSON.stringify(some)));
  }), { numRuns: 500 });
});

test('whatever it takes, JSON.parse takes and understands alike', () => {
  const token = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '"b":', '1', '0', '01', '-1', '1.0', '1e1', 'true', 'null', ' ', '\\u0041', '\\ud800', '"\\n"', '__proto__', '\ufeff');
  fc.assert(fc.property(fc.array(token, { maxLength: 9 }), (tokens) => {
    const source = tokens.join('');
    let value: Json;
    try { value = readJson(source); } catch { return; }
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(source)));
  }), { numRuns: 20_000 });
});

test('half a character is never written', () => {
  for (const half of ['\ud800', '\udc00', 'a\ud83e', '\udd81b', '\udd81\ud83e']) {
    expect(lonely(half)).toBe(true);
    expect(() => writeJson({ text: half })).toThrow(Malformed);
    expect(() => readJson(`"${half}"`)).toThrow(Malformed);
  }
  expect(lonely('🦁')).toBe(false);
  expect(() => readJson(utf8('"🦁"'))).not.toThrow();
});

test('a number that is none of ours is not written', () => {
  for (const number of [0.5, -1, 1e300]) expect(() => writeJson({ number })).toThrow(Malformed);
  for (const number of [0.5, -1, 2 ** 53, NaN]) expect(() => integer(number)).toThrow(Malformed);
});

import { expect, test } from 'vitest';
import { shift } from './steady';

const tops = (rows: Record<string, number>) => new Map(Object.entries(rows));

test('a new row above moves what is read by its height, and that is taken back', () => {
  expect(shift(tops({ a: 100, b: 156, c: 212 }), tops({ n: 100, a: 156, b: 212, c: 268 }))).toBe(56);
});
test('a row that jumps to the top is not followed', () => {
  expect(shift(tops({ a: 100, b: 156, c: 212, d: 268 }), tops({ d: -400, a: 156, b: 212, c: 268 }))).toBe(56);
});
test('nothing known, nothing moves; rows that are gone do not count', () => {
  expect(shift(tops({}), tops({ a: 5 }))).toBe(0);
  expect(shift(tops({ a: 100, b: 156 }), tops({ b: 156 }))).toBe(0);
});

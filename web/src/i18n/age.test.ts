import { expect, test } from 'vitest';
import { age } from './age';

const at = (text: string) => new Date(text).getTime(); // local time, as the reader sees it
const now = at('2026-03-18T10:00');

test.each([
  ['2026-03-18T09:45', 'new', 0],
  ['2026-03-18T09:00', 'hours', 1],
  ['2026-03-17T22:15', 'hours', 11],
  ['2026-03-17T21:45', 'days', 1],
  ['2026-03-16T23:45', 'days', 2],
  ['2026-03-11T10:00', 'days', 7],
])('a letter of %s is %s %i', (then, unit, count) => expect(age(at(then), now)).toEqual({ unit, count }));

test('a letter of the same day never becomes a day old', () => expect(age(at('2026-03-18T00:15'), at('2026-03-18T23:45'))).toEqual({ unit: 'hours', count: 23 }));

test('a clock that is behind the server says "new", never a negative age', () => expect(age(now + 20 * 60_000, now)).toEqual({ unit: 'new', count: 0 }));

test('the hour that is skipped in spring does not lose a day', () => expect(age(at('2026-03-27T12:00'), at('2026-03-30T12:00'))).toEqual({ unit: 'days', count: 3 }));

import { describe, expect, test } from 'vitest';
import { firstHash, placeOf, type Claim, type Entry } from './order';

const entry = (order: number, author: string, seq: number, more: Partial<Entry> = {}): Entry => ({ order, author, seq, hash: `hash ${order}`, accepted: true, ...more });
const claim = (order: number, author: string, author_seq: number, prev_hash: string, kind = 'message'): Claim => ({ order, author, author_seq, prev_hash, kind });
const unread = { hash: null, accepted: false }, refused = { accepted: false };

describe('the place of a message', () => {
  const log = () => [entry(1, 'a', 1), entry(2, 'b', 1), entry(3, 'a', 2)];

  const cases: [string, Entry[], Claim, ReturnType<typeof placeOf>][] = [
    ['the first of all', [], claim(1, 'a', 1, firstHash), 'fits'],
    ['the next one', log(), claim(4, 'b', 2, 'hash 3'), 'fits'],
    ['one that had not seen the newest', log(), claim(4, 'b', 2, 'hash 1'), 'fits'],
    ['the first of a third person', log(), claim(4, 'c', 1, 'hash 3'), 'fits'],
    ['the same number again', log(), claim(4, 'a', 2, 'hash 3'), 'repeat'],
    ['an older number', log(), claim(4, 'a', 1, 'hash 3'), 'repeat'],
    ['a number left out', log(), claim(4, 'a', 4, 'hash 3'), 'gap'],
    ['number 2 of somebody without a first', log(), claim(4, 'c', 2, 'hash 3'), 'gap'],
    ['a predecessor that nobody knows', log(), claim(4, 'a', 3, 'hash 9'), 'gap'],
    ['a predecessor at the same place', [...log(), entry(4, 'c', 1)], claim(4, 'a', 3, 'hash 4'), 'gap'],
    ['a predecessor behind it', [...log(), entry(5, 'c', 1)], claim(4, 'a', 3, 'hash 5'), 'gap'],
    ['no predecessor where there is something', log(), claim(4, 'c', 1, firstHash), 'gap'],
    ['no predecessor, the first note of a second author', log(), claim(4, 'c', 1, firstHash, 'note'), 'fits'],
    ['no predecessor, the second note of an author', log(), claim(4, 'b', 2, firstHash, 'note'), 'gap'],
    ['behind one that did not open: its number is used', [...log(), entry(4, 'a', 3, unread)], claim(5, 'a', 4, 'hash 3'), 'fits'],
    ['behind one that was refused: its number is used', [...log(), entry(4, 'a', 3, refused)], claim(5, 'a', 4, 'hash 4'), 'fits'],
    ['the number of one that was refused, once more', [...log(), entry(4, 'a', 3, refused)], claim(5, 'a', 3, 'hash 3'), 'fits'],
    ['an older number than the last accepted, refused the first time', [entry(1, 'a', 1, refused), entry(2, 'a', 2)], claim(3, 'a', 1, 'hash 2'), 'repeat'],
    ['a number left out that a later place claims', [...log(), entry(6, 'a', 3, refused)], claim(5, 'a', 4, 'hash 3'), 'gap'],
    ['an unknown predecessor, and one that did not open', [...log(), entry(4, 'b', 2, unread)], claim(5, 'a', 3, 'hash 9'), 'fits'],
    ['an unknown predecessor, and one behind it that did not open', [...log(), entry(6, 'b', 2, unread)], claim(5, 'a', 3, 'hash 9'), 'gap'],
    ['an unknown predecessor, and one that was refused', [...log(), entry(4, 'b', 2, refused)], claim(5, 'a', 3, 'hash 9'), 'gap'],
  ];
  test.each(cases)('%s', (_, entries, one, place) => expect(placeOf(entries, one)).toBe(place));

  test('one that did not open stands for one unknown predecessor, however often that is named, and for no second', () => {
    const entries = [...log(), entry(4, 'b', 2, unread)];
    expect(placeOf(entries, claim(5, 'a', 3, 'hash 9'))).toBe('fits');
    expect(placeOf(entries, claim(6, 'a', 3, 'hash 9'))).toBe('fits');
    expect(placeOf(entries, claim(6, 'a', 3, 'hash 8'))).toBe('gap');
  });
});

import fc from 'fast-check';
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

describe('a window: the log begins later than the case', () => {
  const log = () => [entry(41, 'a', 30), entry(42, 'b', 11)];
  const cases: [string, Entry[], Claim, ReturnType<typeof placeOf>, number?][] = [
    ['the next one of an author in it', log(), claim(43, 'a', 31, 'hash 42'), 'fits'],
    ['a number of an author in it left out', log(), claim(43, 'a', 32, 'hash 42'), 'gap'],
    ['a number of an author in it again', log(), claim(43, 'a', 30, 'hash 42'), 'repeat'],
    ['who has written in it has seen that much', log(), claim(43, 'b', 12, 'hash 7'), 'gap'],
    ['who has not, may name what lies before', log(), claim(43, 'c', 2, 'hash 7'), 'fits'],
    ['but not have written more than fits there', log(), claim(43, 'c', 3, 'hash 7'), 'gap'],
    ['one that nobody could open may be one of those', [...log(), entry(43, 'd', 1, unread)], claim(44, 'c', 3, 'hash 7'), 'fits'],
    ['only one that lies before it', [...log(), entry(45, 'd', 1, unread)], claim(44, 'c', 3, 'hash 7'), 'gap'],
    ['no predecessor: a conversation begins once', log(), claim(43, 'c', 1, firstHash), 'gap'],
    ['no predecessor: the first note of a colleague', log(), claim(43, 'c', 1, firstHash, 'note'), 'fits'],
    ['its first message', [], claim(41, 'a', 41, 'hash 7'), 'fits'],
    ['its first message, with a number too high', [], claim(41, 'a', 42, 'hash 7'), 'gap'],
    ['its first message, with no predecessor', [], claim(41, 'a', 1, firstHash), 'gap'],
    ['the same, where it is the whole case', [], claim(1, 'a', 1, firstHash), 'fits', 1],
    ['behind one of the same author that did not open', [...log(), entry(43, 'c', 2, unread)], claim(44, 'c', 3, 'hash 7'), 'fits'],
    ['behind one of the same author that did not open, and one that is not there', [...log(), entry(43, 'c', 1, unread)], claim(44, 'c', 3, 'hash 7'), 'gap'],
    ['an unknown predecessor of who has written in it, and one that did not open', [...log(), entry(43, 'c', 1, unread)], claim(44, 'a', 31, 'hash 9'), 'fits'],
  ];
  test.each(cases)('%s', (_, entries, one, place, from = 41) => expect(placeOf(entries, one, from)).toBe(place));
});

describe('any honest case', () => {
  /** Who writes, and how far back the newest message lies that they have seen; nobody has seen less than what they wrote. */
  const honest = fc.array(fc.record({ by: fc.constantFrom('a', 'b', 'c'), back: fc.nat(4) }), { minLength: 1, maxLength: 30 }).map((lines) => {
    const claims: Claim[] = [];
    for (const [i, { by, back }] of lines.entries()) {
      const own = claims.findLast(({ author }) => author === by), seen = Math.max(own?.order ?? 0, i - back, Math.min(i, 1));
      claims.push(claim(i + 1, by, (own?.author_seq ?? 0) + 1, seen === 0 ? firstHash : `hash ${seen}`));
    }
    return claims;
  });

  function walk(claims: Claim[]): ReturnType<typeof placeOf>[] {
    const log: Entry[] = [], from = claims[0]?.order ?? 1;
    return claims.map((one) => {
      const place = placeOf(log, one, from);
      log.push(entry(one.order, one.author, one.author_seq, { hash: (one as Claim & { hash?: string }).hash ?? `hash ${one.order}`, accepted: place === 'fits' }));
      return place;
    });
  }

  test('fits wholly, and in every window', () => {
    fc.assert(fc.property(honest, fc.nat(), (claims, at) => {
      expect(new Set(walk(claims.slice(at % claims.length)))).toEqual(new Set(['fits']));
    }), { numRuns: 500 });
  });

  test('one left out, though the server closes the hole: found, as soon as anything refers to it', () => {
    fc.assert(fc.property(honest, fc.nat(), (claims, at) => {
      const out = at % claims.length, gone = claims[out]!;
      // What is left keeps its hash, for that goes with the box, and gets the order number that the server likes.
      const left = claims.filter((one) => one !== gone).map((one, i) => ({ ...one, order: i + 1, hash: `hash ${one.order}` }));
      const refers = left.slice(out).some((one) => one.author === gone.author || one.prev_hash === `hash ${gone.order}`);
      expect(walk(left).includes('gap')).toBe(refers);
    }), { numRuns: 500 });
  });
});

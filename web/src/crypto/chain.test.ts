// The audit chain in the browser of a lead: the vectors that the server reads too, and what a keeper could try.
import { describe, expect, it } from 'vitest';
import vectors from '../../../spec/vectors/audit.json';
import { concat, lp, type Bytes } from './bytes';
import { checkBefore, checkChain, hashOfEntry } from './chain';
import { sha256 } from './primitives';
import type { ChainEntry, ChainHead } from './wire';

const chain = vectors.entries as ChainEntry[];
const headOf = ({ seq, at, hash }: ChainEntry): ChainHead => ({ seq, at, hash });
const first = headOf(chain[0]!), rest = chain.slice(1), head = headOf(chain.at(-1)!);
const soon = head.at + 86_400_000, years = (n: number): number => n * 365 * 86_400_000;
const hex = (text: string): Bytes => new Uint8Array((text.match(/../g) ?? []).map((two) => parseInt(two, 16))) as Bytes;

describe('vectors', () => {
  it('every hash is reckoned from its entry', async () => {
    for (const [i, entry] of chain.entries()) {
      expect(await hashOfEntry(entry)).toBe(entry.hash);
      expect(entry.prev).toBe(i === 0 ? 'A'.repeat(43) : chain[i - 1]!.hash);
    }
  });

  it('the root of a day is reckoned from its messages', async () => {
    const text = (bytes: Bytes): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
    for (const { messages, root } of vectors.roots) {
      let row: string[] = [];
      for (const m of messages) {
        const leaf = text(await sha256(concat(hex('00'), lp(hex(m.id)), lp(hex(m.box)))));
        expect(leaf).toBe(m.leaf);
        row.push(leaf);
      }
      row.sort();
      if (row.length === 0) row = [text(await sha256(hex('')))];
      while (row.length > 1) {
        const next: string[] = [];
        for (let i = 0; i < row.length; i += 2) next.push(i + 1 < row.length ? text(await sha256(concat(hex('01'), hex(row[i]!), hex(row[i + 1]!)))) : row[i]!);
        row = next;
      }
      expect(row[0]).toBe(root);
    }
  });
});

describe('a chain that is checked', () => {
  const refused = async (known: ChainHead, entries: ChainEntry[], end: ChainHead, now = soon): Promise<string> => {
    try { await checkChain(known, entries, end, now); return 'followed'; } catch (error) { return (error as Error).message; }
  };

  it('is followed from what is remembered to the head, also where nothing is new', async () => {
    expect(await refused(first, rest, head)).toBe('followed');
    expect(await refused(head, [], head)).toBe('followed');
  });

  it('is followed where entries of before come along, with what is remembered among them', async () => {
    expect(await refused(head, chain, head)).toBe('followed');
    expect(await refused(headOf(chain[2]!), chain.slice(1), head)).toBe('followed');
  });

  it.each<[string, ChainHead, ChainEntry[], ChainHead]>([
    ['what comes along ends before what is remembered', head, chain.slice(0, -1), headOf(chain.at(-2)!)],
    ['what comes along has something else in the place of what is remembered', { ...headOf(chain[2]!), hash: head.hash }, chain, head],
    ['the tail is cut', head, [], headOf(chain.at(-2)!)],
    ['all of it is cut', head, [], { seq: 0, at: 0, hash: 'A'.repeat(43) }],
    ['one is left out', first, rest.filter((_, i) => i !== 1), head],
    ['two have changed places', first, [rest[1]!, rest[0]!, ...rest.slice(2)], head],
    ['the head is another one than the last', first, rest.slice(0, -1), head],
    ['what is remembered was another one', { ...first, hash: head.hash }, rest, head],
    ['the beginning is missing', first, rest.slice(1), head],
  ])('is refused where %s', async (_, known, entries, end) => { expect(await refused(known, entries, end)).toBe('A1'); });

  it('is refused where anything in an entry was changed', async () => {
    for (const change of [{ at: 1 }, { actor: 'system' }, { action: 'open' }, { object: null }, { reason: 'court' }, { count: 7 }, { root: 'A'.repeat(43) }]) {
      const forged = { ...rest[0]!, ...change };
      expect(await refused(first, [forged, ...rest.slice(1)], head), JSON.stringify(change)).toBe('A1');
      // and with all hashes behind it reckoned anew
      const anew: ChainEntry[] = [];
      for (const e of [forged, ...rest.slice(1)]) { const next = { ...e, prev: anew.at(-1)?.hash ?? e.prev }; anew.push({ ...next, hash: await hashOfEntry(next) }); }
      expect(await refused(head, [], headOf(anew.at(-1)!)), JSON.stringify(change)).toBe('A1');
    }
  });

  it('is refused where a number was left out, although every hash is right', async () => {
    const later = { ...rest[0]!, seq: rest[0]!.seq + 1 }, skipped = { ...later, hash: await hashOfEntry(later) };
    expect(await refused(first, [skipped], headOf(skipped))).toBe('A1');
    expect(await refused(first, rest, { ...head, seq: head.seq + 1 })).toBe('A1');
  });

  it('is refused where what comes first, further back, names no hash that it follows', async () => {
    const good = chain.at(-1)!, [one, ...more] = chain.slice(1, -1);
    await checkBefore([one!, ...more], good);
    for (const prev of [null, 7, [one!.prev], {}]) await expect(checkBefore([{ ...one!, prev: prev as string }, ...more], good), JSON.stringify(prev)).rejects.toThrow('A1');
  });

  it('begins with what is left where what is remembered is older than three years, and only then', async () => {
    expect(await refused(first, rest.slice(1), head, first.at + years(3) + 86_400_000)).toBe('followed');
    expect(await refused(first, rest.slice(1), head, first.at + years(3) - 2 * 86_400_000)).toBe('A1');
    expect(await refused(first, [rest[1]!, rest[3]!], head, first.at + years(4))).toBe('A1');
  });
});

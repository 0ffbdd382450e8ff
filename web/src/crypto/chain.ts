// The audit chain as a lead's browser checks it (spec/audit.md): what has come since the entry that she remembers, every hash reckoned, up to the head that the server names.
import { b64, concat, lp, unb64, utf8 } from './bytes';
import { sha256 } from './primitives';
import { Refused } from './verbs';
import type { ChainEntry, ChainHead } from './wire';

/** Entries are kept for three years; a day more or less is no sign of anything. */
const keptFor = (3 * 365 - 1) * 86_400_000;

/** The hash of an entry, from everything else in it. */
export async function hashOfEntry(e: ChainEntry): Promise<string> {
  const { seq, at, actor, action, object, reason, count, root } = e;
  const json = JSON.stringify({ seq, at, actor, action, object, reason, count, ...(root !== null && { root }) });
  return b64(await sha256(concat(lp(unb64(e.prev, 32)), lp(utf8(json)))));
}

/** Refused('A1') unless `entries` lead from what is remembered to the head, without a gap; they may begin further back, with what is remembered among them. What is remembered may be too old to be there any more; `now`: Unix ms. */
export async function checkChain(known: ChainHead, entries: readonly ChainEntry[], head: ChainHead, now: number): Promise<void> {
  const [first] = entries, again = first !== undefined && first.seq <= known.seq;
  if (again && !entries.some((e) => e.seq === known.seq && e.hash === known.hash)) throw new Refused('A1'); // kill: Chain.check-chain-known
  const anywhere = again || (first !== undefined && first.seq > known.seq + 1 && known.at < now - keptFor);
  await checkStretch(anywhere ? before(first!) : known, entries, head); // kill: Chain.check-chain-asks-stretch
}

interface Link { seq: number; hash: string }

const before = ({ seq, prev }: ChainEntry): Link => ({ seq: seq - 1, hash: prev });

/** Refused('A1') unless each of `entries` follows the one before, from `last` to `end`. */
async function checkStretch(last: Link, entries: readonly ChainEntry[], end: Link): Promise<void> {
  for (const e of entries) {
    // The first of a stretch says itself what it follows, be it no text at all.
    if (typeof e.prev !== 'string' || e.seq !== last.seq + 1 || e.prev !== last.hash || e.hash !== await hashOfEntry(e)) throw new Refused('A1'); // kill: Chain.check-stretch-entry
    last = e;
  }
  if (last.seq !== end.seq || last.hash !== end.hash) throw new Refused('A1'); // kill: Chain.check-stretch-end
}

/** Older entries, which have to lead to one that was found good before. Refused('A1'). */
export async function checkBefore(entries: readonly ChainEntry[], good: ChainEntry): Promise<void> {
  const [first] = entries, end = before(good);
  await checkStretch(first ? before(first) : { seq: 0, hash: '' }, entries, end); // kill: Chain.check-before-asks-stretch
}

/** What one's own chain says of a place that somebody else has signed: the same, something else, or that it does not reach back so far as it is at hand. */
export type Compared = 'same' | 'other' | 'older';

/** `own`: entries of one's own chain, found good, up to its head. A head beyond one's own was signed over what one is not shown. */
export function compare(own: readonly Link[], signed: Link): Compared {
  const there = own.find(({ seq }) => seq === signed.seq);
  if (there) return there.hash === signed.hash ? 'same' : 'other';
  return own.every(({ seq }) => seq < signed.seq) ? 'other' : 'older';
}

// E4: every message stands where its author put it (PROTOCOL 2.6). Each names the newest message its author had seen and counts its author's own;
// so nothing can be left out, repeated or moved without a gap showing.
import { b64 } from './bytes';

/** A message as far as the order goes. `hash` is null if its box did not open: then nobody knows what its author sent. */
export interface Entry { order: number; author: string; seq: number; hash: string | null; accepted: boolean; id?: string }

export interface Claim { order: number; author: string; author_seq: number; prev_hash: string; kind: string }

const none = b64(new Uint8Array(32));

/** What stands in `prev_hash` where there is nothing before. */
export const firstHash = none;

/**
 * 'fits'; 'repeat': refused for good; 'gap': something before it is missing.
 * A message that could not be opened or was refused is no gap: it is there, it is shown as unreadable, and what follows stays readable.
 * One whose box did not open may stand for one unknown `prev_hash`, and for one only; `log` remembers which.
 */
export function placeOf(log: Entry[], claim: Claim): 'fits' | 'repeat' | 'gap' {
  const before = log.filter((entry) => entry.order < claim.order);
  const own = before.filter((entry) => entry.author === claim.author);
  const last = Math.max(0, ...own.filter((entry) => entry.accepted).map((entry) => entry.seq));
  if (claim.author_seq <= last) return 'repeat';
  for (let seq = last + 1; seq < claim.author_seq; seq++) if (!own.some((entry) => entry.seq === seq)) return 'gap';
  return known(before, claim) ? 'fits' : 'gap';
}

function known(before: Entry[], claim: Claim): boolean {
  // Two people may each begin the notes of a case; a conversation begins once.
  if (claim.prev_hash === none) return before.length === 0 || (claim.kind === 'note' && claim.author_seq === 1);
  if (before.some((entry) => entry.hash === claim.prev_hash)) return true;
  const unread = before.findLast((entry) => entry.hash === null);
  if (unread) unread.hash = claim.prev_hash;
  return unread !== undefined;
}

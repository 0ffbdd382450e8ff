// E4: every message stands where its author put it (PROTOCOL 2.6). Each names the newest message its author had seen and counts its author's own;
// so nothing can be left out, repeated or moved without a gap showing. What a window leaves open is said in spec/message.md, 4.
import { b64 } from './bytes';

/** A message as far as the order goes. `hash` is null if its box did not open: then nobody knows what its author sent. */
export interface Entry { order: number; author: string; seq: number; hash: string | null; accepted: boolean; id?: string }

export interface Claim { order: number; author: string; author_seq: number; prev_hash: string; kind: string }

const none = b64(new Uint8Array(32));

/** What stands in `prev_hash` where there is nothing before. */
export const firstHash = none;

/** What lies before a claim: of its author the last accepted number, all numbers, the lowest; whether its `prev_hash` is there; the newest that nobody could open. */
interface Before { count: number; last: number; own: number[]; named: boolean; unread: Entry | null }

function look(log: Entry[], claim: Claim): Before {
  const before: Before = { count: 0, last: 0, own: [], named: false, unread: null };
  for (const entry of log) {
    if (entry.order >= claim.order) continue;
    before.count++;
    if (entry.hash === null) before.unread = entry;
    else if (entry.hash === claim.prev_hash) before.named = true;
    if (entry.author !== claim.author) continue;
    before.own.push(entry.seq);
    if (entry.accepted) before.last = Math.max(before.last, entry.seq);
  }
  return before;
}

/**
 * 'fits'; 'repeat': refused for good; 'gap': something before it is missing. `from` is the order number with which the log begins; above 1 it is a window, and
 * what may lie before it is not missing.
 * A message that could not be opened or was refused is no gap: it is there, it is shown as unreadable, and what follows stays readable.
 * One whose box did not open may stand for one unknown `prev_hash`, and for one only; `log` remembers which.
 */
export function placeOf(log: Entry[], claim: Claim, from = 1): 'fits' | 'repeat' | 'gap' {
  const before = look(log, claim);
  if (claim.author_seq <= before.last) return 'repeat';
  // In a window nobody knows where the numbers of an author begin who has not yet been read in it.
  const late = from > 1 && before.last === 0;
  const first = late ? Math.min(claim.author_seq, ...before.own) : before.last + 1;
  for (let seq = first; seq < claim.author_seq; seq++) if (!before.own.includes(seq)) return 'gap';
  if (late && !roomFor(log, claim, from)) return 'gap';
  return named(before, claim, from, late) ? 'fits' : 'gap';
}

/** Before a window lie as many messages as its first order number says. The authors in it must not have written more of them; one that nobody could open may be one of those counted. */
function roomFor(log: Entry[], claim: Claim, from: number): boolean {
  const first = new Map([[claim.author, claim.author_seq]]);
  let room = from - 1;
  for (const entry of log) {
    if (entry.order >= claim.order) continue;
    if (!entry.accepted) room++;
    else if (!first.has(entry.author)) first.set(entry.author, entry.seq);
  }
  for (const seq of first.values()) room -= seq - 1;
  return room >= 0; // kill: Order.room-for
}

function named(before: Before, claim: Claim, from: number, late: boolean): boolean {
  // Two people may each begin the notes of a case; a conversation begins once.
  if (claim.prev_hash === none) return (before.count === 0 && from === 1) || (claim.kind === 'note' && claim.author_seq === 1); // kill: Order.named-before-any
  // Who has written in the window has seen that much of it; others may have seen nothing newer than what lies before it.
  if (before.named || late) return true;
  if (before.unread) before.unread.hash = claim.prev_hash;
  return before.unread !== null; // kill: Order.named
}

// A case at the desk: reading it with its notes. What was fetched stays sealed in `messages`, `notes` and `held`; only `opened` is readable.
import { ask } from '../../crypto/client';
import { Refused, type Answer, type OpenMessage } from '../../crypto/verbs';
import type { Case, Message } from '../../crypto/wire';
import { me } from '../../session/account';
import { fetchCase } from '../../session/adopt';
import { get, post } from '../../session/api';
import { insist } from '../../session/insist';
import { membersFor } from '../../session/members';
import { renew } from '../../session/staff';
import { mostPieces } from '../../session/texts';
import { keepVault } from '../../session/vault';

type Kind = 'messages' | 'notes';
interface Piece { messages?: Message[]; notes?: Message[]; held?: Message[]; more: boolean }

/** A case from its newest messages on. `older`: there are more before them. `held`: one's own, which can still be taken back. */
export interface Read {
  row: Case; messages: Message[]; notes: Message[]; held: Message[]; older: Record<Kind, boolean>;
  opened: Answer<'openCase'>;
}
type Sealed = Omit<Read, 'opened'>;

const last = (list: readonly Message[]): number => list.at(-1)?.order ?? 0;

/** The newest 50 below an order number; 0: of all. */
const before = (id: string, kind: Kind, order: number): Promise<Piece> => get<Piece>(`cases/${id}/${kind}?before=${order}`);

/** Those above an order number. The server gives them in pieces, so that a case may grow without end. */
async function after(id: string, kind: Kind, order: number): Promise<Piece> {
  const all: Message[] = [];
  for (let pieces = 1; ; pieces++) {
    const from = last(all) || order, piece = await get<Piece>(`cases/${id}/${kind}?after=${from}`);
    all.push(...piece[kind] ?? []);
    if (!piece.more || pieces === mostPieces || !(last(all) > from)) return { [kind]: all, held: piece.held ?? [], more: false };
  }
}

async function list(id: string, kind: Kind, known: Read | null): Promise<{ texts: Message[]; held: Message[]; older: boolean }> {
  const before50 = known?.[kind] ?? [];
  // An empty list begins anew: what it holds now may be more than one piece.
  const piece = before50.length ? await after(id, kind, last(before50)) : await before(id, kind, 0);
  return { texts: [...before50, ...piece[kind] ?? []], held: piece.held ?? [], older: before50.length ? known!.older[kind] : piece.more };
}

/**
 * Reads a case, from what is known already onward. `anyway` opens what follows a gap, marked as unchecked. Throws Failed, Refused.
 * `left`: nobody looks at it any more; then it is not opened either, because what was opened counts as read.
 */
export async function read(id: string, known: Read | null = null, anyway = false, left?: AbortSignal): Promise<Read> {
  const row = await fetchCase(id); // first: messages that come after it are no gap
  const [messages, notes] = await Promise.all([list(id, 'messages', known), list(id, 'notes', known)]);
  const sealed = { row, messages: messages.texts, notes: notes.texts, held: messages.held, older: { messages: messages.older, notes: notes.older } };
  left?.throwIfAborted();
  if (taken.has(id) || mayBeUnconfirmed(sealed, me.value?.uid ?? '')) await confirm(row);
  return known ? open(sealed, anyway) : openJoined(sealed, anyway);
}

/** The newest 50, and as many before them as were not read yet: what begins after a hole could not count as read. */
async function openJoined(sealed: Sealed, anyway: boolean): Promise<Read> {
  const { [sealed.row.id]: seen = 0 } = await ask('positions', { cases: [sealed.row.id] });
  let now = sealed;
  for (let pieces = 1; pieces < mostPieces && now.older.messages && (now.messages[0]?.order ?? 0) > seen + 1; pieces++) now = await withPiece(now, 'messages');
  return open(now, anyway);
}

/** The same with the 50 before it. Throws Failed, Refused. */
export const readOlder = async (known: Read, kind: Kind): Promise<Read> => open(await withPiece(known, kind), false);

async function withPiece(known: Sealed, kind: Kind): Promise<Sealed> {
  const first = known[kind][0]?.order ?? 0, piece = await before(known.row.id, kind, first);
  const fresh = (piece[kind] ?? []).filter((m) => first === 0 || m.order < first);
  return { ...known, [kind]: [...fresh, ...known[kind]], older: { ...known.older, [kind]: piece.more && fresh.length > 0 } };
}

/** Opens what was fetched. Throws Failed, Refused. */
export async function open(sealed: Sealed, anyway: boolean): Promise<Read> {
  const { row, messages, notes, held } = sealed;
  const members = await membersFor({ case: row, messages: [...messages, ...held], notes });
  // A colleague has written under a directory that is newer than ours.
  if ((await ask('wanted', { case: row, messages, notes, members })).newer) await renew();
  const opened = await ask('openCase', { case: row, messages, notes, held, members, anyway });
  await keepVault(opened.vault);
  return { ...sealed, opened };
}

/** While nothing of it was written by oneself its acceptance may lack the confirmation (a reload in the middle); one that was put back holds others' answers. */
export const mayBeUnconfirmed = ({ messages, notes, held }: Pick<Sealed, 'messages' | 'notes' | 'held'>, uid: string): boolean =>
  ![...messages, ...notes, ...held].some((m) => m.author === uid);

const confirmed = new Set<string>();
const taken = new Set<string>();
/** Taken over on this page: the confirmation is still to come, also of a case in which one has written before. */
export const justTaken = (id: string): void => { taken.add(id); confirmed.delete(id); };
export function forgetCase(): void { confirmed.clear(); taken.clear(); }

/** Opens the *stored* copy of the keys, pins it, and only then lets the intake grant go (PROTOCOL 2.8.10, step 4). Harmless when it is done already. */
async function confirm(row: Case): Promise<void> {
  if (confirmed.has(row.id)) return;
  const { vault } = await ask('confirm', { case: row });
  await keepVault(vault);
  await insist(() => post<void>(`enquiries/${row.id}/acceptance/confirmation`, {}));
  confirmed.add(row.id);
  taken.delete(row.id);
}

/** Messages of the seeker that the writer of an answer has not had before the eyes. */
export const unseen = (messages: readonly OpenMessage[], seen: number): OpenMessage[] => messages.filter((m) => m.role === 'seeker' && m.order > seen);

/** The newest message that is shown. */
export const newest = ({ messages }: Pick<Read, 'messages'>): number => last(messages);

/** Acts; where the worker has to see older messages first, they are fetched, 50 at a time. */
export async function withOlder<T>(now: Read, act: () => Promise<T>): Promise<{ read: Read; answer: T }> {
  for (let known = now; ; known = await readOlder(known, 'messages')) {
    try { return { read: known, answer: await act() }; } catch (error) {
      if (!(error instanceof Refused) || error.check !== 'older' || !known.older.messages) throw error;
    }
  }
}

// A case at the desk: reading it with its notes, answering, writing a note. What was fetched stays sealed in `messages` and `notes`;
// only `opened` is readable.
import { ask } from '../../crypto/client';
import type { Answer, OpenMessage } from '../../crypto/verbs';
import { newId } from '../../crypto/random';
import type { Case, Message } from '../../crypto/wire';
import { me } from '../../session/account';
import { get, post } from '../../session/api';
import { insist } from '../../session/insist';
import { membersFor } from '../../session/members';
import { renew } from '../../session/staff';
import { texts } from '../../session/texts';
import { keepVault } from '../../session/vault';

/** UTF-16 units of a message or note (PROTOCOL 2.6). */
export const most = 50_000;

export interface Read { row: Case; messages: Message[]; notes: Message[]; opened: Answer<'openCase'> }

/** Under which id a text goes out, and what was tried with it last: the same text again is the same message, another text is another one. */
export interface Attempt { id: string; text: string | null }

/** What is being written. `seen`: the newest message its writer had before the eyes. */
export interface Draft { attempt: Attempt; kind: 'message' | 'note'; text: string; lang: string; seen: number }

/** `unread`: the seeker wrote meanwhile, nothing was sent. `earlier`: what was tried before had arrived after all, and the text has changed since. */
export type Sent = { state: 'sent' | 'unread' | 'earlier'; read: Read };

const after = (list: readonly Message[]): number => list.at(-1)?.order ?? 0;

/** Reads a case, from what is known already onward. `anyway` opens what follows a gap, marked as unchecked. Throws Failed, Refused. */
export async function read(id: string, known: Read | null = null, anyway = false): Promise<Read> {
  const { case: row } = await get<{ case: Case }>(`cases/${id}`);
  const messages = [...(known?.messages ?? []), ...await texts(id, 'messages', after(known?.messages ?? []))];
  const notes = [...(known?.notes ?? []), ...await texts(id, 'notes', after(known?.notes ?? []))];
  const sealed = { row, messages, notes };
  if (untouched(sealed.messages, sealed.notes)) await confirm(row);
  return open(sealed, anyway);
}

async function open(sealed: Omit<Read, 'opened'>, anyway: boolean): Promise<Read> {
  const { row, messages, notes } = sealed;
  const members = await membersFor({ case: row, messages, notes });
  // A colleague has written under a directory that is newer than ours.
  if ((await ask('wanted', { case: row, messages, notes, members })).newer) await renew();
  const opened = await ask('openCase', { case: row, messages, notes, members, anyway });
  await keepVault(opened.vault);
  return { ...sealed, opened };
}

/** True while no member of staff has written in it: then its acceptance may still lack the confirmation (a reload in the middle). */
export const untouched = (messages: readonly Message[], notes: readonly Message[]): boolean => notes.length === 0 && messages.every((m) => m.role === 'seeker');

const confirmed = new Set<string>();
export const forgetCase = (): void => confirmed.clear();

/** Opens the *stored* copy of the keys, pins it, and only then lets the intake grant go (PROTOCOL 2.8.10, step 4). Harmless when it is done already. */
async function confirm(row: Case): Promise<void> {
  if (confirmed.has(row.id)) return;
  const { vault } = await ask('confirm', { case: row });
  await keepVault(vault);
  await insist(() => post<void>(`enquiries/${row.id}/acceptance/confirmation`, {}));
  confirmed.add(row.id);
}

export { newId };

/** Messages of the seeker that the writer of an answer has not had before the eyes. */
export const unseen = (messages: readonly OpenMessage[], seen: number): OpenMessage[] => messages.filter((m) => m.role === 'seeker' && m.order > seen);

/** Sends exactly once: looks for newer messages first, and for its own id in case an earlier answer was lost. Throws Failed, Refused; then nothing is lost. */
export async function send(d: Draft, known: Read): Promise<Sent> {
  const { attempt } = d, id = known.row.id;
  const now = await read(id, known);
  const arrived = (d.kind === 'note' ? now.notes : now.messages).some((m) => m.id === attempt.id);
  if (arrived && attempt.text === d.text) return { state: 'sent', read: now };
  if (arrived) { renewId(attempt); return { state: 'earlier', read: now }; }
  if (d.kind === 'message' && unseen(now.opened.messages, d.seen).length > 0) return { state: 'unread', read: now };
  if (attempt.text !== null && attempt.text !== d.text) renewId(attempt);
  attempt.text = d.text;
  const sealed = await ask('message', { case: id, id: attempt.id, text: d.text, lang: d.lang, kind: d.kind });
  const { order, time } = await insist(() => post<{ order: number; time: number }>(`cases/${id}/${d.kind}s`, sealed));
  return { state: 'sent', read: await shown(now, { ...sealed, order, time, author: me.value?.uid ?? '' }) };
}

function renewId(attempt: Attempt): void {
  attempt.id = newId();
  attempt.text = null;
}

/** What was just sent is shown at once. Nothing here may call the sending a failure: the server has it. */
async function shown(now: Read, message: Message): Promise<Read> {
  const next = message.kind === 'note' ? { ...now, notes: [...now.notes, message] } : { ...now, messages: [...now.messages, message] };
  try {
    const { vault } = await ask('sent', { case: now.row.id, message });
    await keepVault(vault);
    return await open(next, false);
  } catch { return now; }
}

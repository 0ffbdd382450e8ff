// Sending an answer or a note exactly once, and taking an answer back while the server still holds it.
import { signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import type { Message } from '../../crypto/wire';
import { me } from '../../session/account';
import { Failed, post, remove } from '../../session/api';
import { insist } from '../../session/insist';
import { keepVault } from '../../session/vault';
import { open, read, unseen, withOlder, type Read } from './case';

/** UTF-16 units of a message or note (PROTOCOL 2.6). */
export const most = 50_000;

/** Under which id a text goes out, and what was tried with it last: the same text again is the same message, another text is another one. */
export interface Attempt { readonly id: string; tried: string | null; files: string; renew(): void }

/** What goes along with an answer: the ids of what was picked; `upload` sends it and answers them. `sent`: it has gone with one. */
export interface Along { picked(): string[]; upload(): Promise<string[]>; sent(): void }
export const nothing: Along = { picked: () => [], upload: () => Promise.resolve([]), sent: () => undefined };

/** What is being sent. `seen`: the newest message its writer had before the eyes. */
export interface Outgoing { attempt: Attempt; kind: 'message' | 'note'; text: string; lang: string; seen: number; along: Along }

/**
 * `unread`: the seeker wrote meanwhile, nothing was sent. `earlier`: what was tried before had arrived after all, and the text has changed since.
 * `waits`: the answer before this one can still be taken back; nothing was sent.
 */
export type Sent = { state: 'sent' | 'unread' | 'earlier' | 'waits'; read: Read };

/** Answers that can still be taken back, by case: until when (Unix ms). For the list. */
export const held = signal<ReadonlyMap<string, number>>(new Map());

function note(now: Read): void {
  const until = now.held[0]?.held_until ?? null, next = new Map(held.value);
  if (until === null) next.delete(now.row.id); else next.set(now.row.id, until);
  held.value = next;
}

export function forgetSending(): void { held.value = new Map(); }

/** The case as it is now; whoever shows it calls this. Throws Failed, Refused. */
export async function readAgain(id: string, known: Read | null = null, anyway = false, left?: AbortSignal): Promise<Read> {
  const now = await read(id, known, anyway, left);
  note(now);
  return now;
}

/** Looks for newer messages first, and for its own id in case an earlier answer was lost. Throws Failed, Refused; then nothing is lost. */
export async function send(out: Outgoing, known: Read): Promise<Sent> {
  const { attempt, kind, text } = out, now = await readAgain(known.row.id, known);
  const there = [...(kind === 'note' ? now.notes : now.messages), ...now.held].some((m) => m.id === attempt.id);
  const same = attempt.tried === text && attempt.files === out.along.picked().join();
  if (there && same) return { state: 'sent', read: now };
  if (there) { attempt.renew(); out.along.sent(); return { state: 'earlier', read: now }; }
  if (kind === 'message' && now.held.length > 0) return { state: 'waits', read: now };
  if (kind === 'message' && unseen(now.opened.messages, out.seen).length > 0) return { state: 'unread', read: now };
  const files = await out.along.upload(); // the answer waits for them
  if (attempt.tried !== null && !same) attempt.renew();
  Object.assign(attempt, { tried: text, files: files.join() });
  try { return { state: 'sent', read: await post1(out, now, files) }; } catch (error) {
    if (!(error instanceof Failed) || !crossed.has(error.code)) throw error;
    return sendCrossed(out, now, files);
  }
}

const crossed = new Set(['sequence', 'same_id', 'conflict', 'wait']);

/** Another window of one's own has written in this very moment: the server has refused this text, unless it had come before. */
async function sendCrossed(out: Outgoing, before: Read, files: string[]): Promise<Sent> {
  const { attempt, kind } = out, now = await readAgain(before.row.id, before);
  if ([...(kind === 'note' ? now.notes : now.messages), ...now.held].some((m) => m.id === attempt.id)) return { state: 'sent', read: now };
  if (kind === 'message' && now.held.length > 0) return { state: 'waits', read: now };
  if (kind === 'message' && unseen(now.opened.messages, out.seen).length > 0) return { state: 'unread', read: now };
  attempt.renew();
  Object.assign(attempt, { tried: out.text, files: files.join() });
  return { state: 'sent', read: await post1(out, now, files) };
}

async function post1({ attempt, kind, text, lang }: Outgoing, known: Read, files: string[]): Promise<Read> {
  const id = known.row.id;
  const { read: now, answer: sealed } = await withOlder(known, () => ask('message', { case: id, id: attempt.id, text, lang, kind, files }));
  const { order, time, held_until } = await insist(() => post<Pick<Message, 'order' | 'time' | 'held_until'>>(`cases/${id}/${kind}s`, sealed));
  return shown(now, { ...sealed, order, time, held_until, author: me.value?.uid ?? '' });
}

/** What was just sent is shown at once. Nothing here may call the sending a failure: the server has it. */
async function shown(now: Read, message: Message): Promise<Read> {
  const part = message.kind === 'note' ? 'notes' : message.held_until === null ? 'messages' : 'held';
  try {
    await keepVault((await ask('sent', { case: now.row.id, message })).vault);
    const next = await open({ ...now, [part]: [...now[part], message] }, false);
    note(next);
    return next;
  } catch { return now; }
}

/** Takes a held answer back. `out`: it has gone out already. Throws Failed, Refused. */
export async function takeBack(now: Read, id: string): Promise<{ state: 'back' | 'out'; read: Read }> {
  try {
    await insist(() => remove(`cases/${now.row.id}/messages/${id}`));
  } catch (error) {
    if (!(error instanceof Failed) || (error.code !== 'conflict' && error.code !== 'not_found')) throw error;
    return { state: 'out', read: await readAgain(now.row.id, now) };
  }
  await ask('takenBack', { case: now.row.id, id });
  const next = { ...now, held: now.held.filter((m) => m.id !== id), opened: { ...now.opened, held: now.opened.held.filter((m) => m.id !== id) } };
  note(next);
  return { state: 'back', read: next };
}

// Texts that are being written: kept by the session (drafts on the server), one per case and kind, and never under another case.
import { signal, type Signal } from '@preact/signals';
import { keeper, release, type Keeper } from '../../session/draft';
import { nothing, type Attempt, type Outgoing } from './sending';

/** `seen`: the newest message that stood before the writer's eyes. `fetched`: what was written before is there. */
export interface Writing { keeper: Keeper; kind: Outgoing['kind']; attempt: Attempt; open: Signal<boolean>; seen: number; fetched: boolean }

const known = new Map<string, Writing>();

/** The text that is being written in this case. `lang`: of a text that begins here. */
export function writing(id: string, kind: Outgoing['kind'], lang: string): Writing {
  const key = `${kind} ${id}`, there = known.get(key);
  if (there) return there;
  const kept = keeper(id, kind);
  if (!kept.text.peek()) kept.lang.value = lang;
  const attempt: Attempt = { get id() { return kept.id; }, tried: null, files: '', renew() { kept.renew(); attempt.tried = null; attempt.files = ''; } };
  const fresh: Writing = { keeper: kept, kind, attempt, open: signal(kind === 'note'), seen: 0, fetched: false };
  known.set(key, fresh);
  return fresh;
}

/** Now as it is, for sending. */
export const asOutgoing = ({ keeper: k, kind, attempt, seen }: Writing, along = nothing): Outgoing => ({ attempt, kind, text: k.text.value, lang: k.lang.value, seen, along });

/** `text` is sent: what was typed meanwhile stays in the box, under an id of its own. */
export function done(w: Writing, text: string): void {
  w.attempt.tried = null;
  w.keeper.sent(text);
}

/** What was begun before comes into the box; a text that has gone out after all leaves it. `sent`: the ids of the case's texts; `held`: of those that can still be taken back. Throws Failed. */
export async function fetchDraft(w: Writing, sent: (id: string) => boolean, held: (id: string) => boolean = () => false): Promise<void> {
  if (w.attempt.tried !== null && (sent(w.keeper.id) || held(w.keeper.id))) done(w, w.attempt.tried);
  await w.keeper.load(sent, held);
}

/** What was taken back stands in the box again; what was begun meanwhile stays below it. */
export function putBackIntoBox(w: Writing, text: string, lang: string): void {
  const begun = w.keeper.text.value.trim() === '' ? '' : `\n\n${w.keeper.text.value}`;
  w.keeper.lang.value = lang;
  w.keeper.text.value = text + begun;
  w.open.value = true;
}

/** Texts that the server does not have, in plain words, with the id under which one may be on its way: for as long as the desk is locked, in the memory of this page alone. */
export type Rest = { case: string; kind: Outgoing['kind']; text: string; lang: string; id: string; tried: string | null }[];

export const unsavedTexts = (): Rest => [...known.values()].filter(({ keeper: k }) => k.text.peek() !== '' && k.state.peek().is !== 'saved')
  .map(({ keeper: k, kind, attempt }) => ({ case: k.case, kind, text: k.text.peek(), lang: k.lang.peek(), id: k.id, tried: attempt.tried }));

/** Back in their boxes; what the server has of them meanwhile is kept beside. */
export function restore(rest: Rest): void {
  for (const { case: of, kind, text, lang, id, tried } of rest) {
    const w = writing(of, kind, lang);
    w.keeper.again(id, text, lang);
    w.attempt.tried = tried;
    w.open.value = true;
  }
}

/** The case is not one's own any more, and neither are its drafts: whoever takes it again begins with what the server has then. `all`: also what could not be saved. */
export function letGo(id: string, all: boolean): void {
  for (const [key, { keeper: k }] of known) {
    if (k.case !== id || !all && !(k.text.peek() === '' || k.state.peek().is === 'saved')) continue;
    release(k);
    known.delete(key);
  }
}

/** Nothing of it is known here any more; the drafts themselves are the session's. */
export const forgetTexts = (): void => known.clear();

// Texts that are being written. They live in the memory of this page and nowhere else, one per case and kind, and never under another case.
import { signal, type Signal } from '@preact/signals';
import { newId, type Attempt, type Draft } from './case';

export interface Writing { case: string; kind: Draft['kind']; attempt: Attempt; text: Signal<string>; lang: Signal<string>; open: Signal<boolean>; seen: number }

const held = new Map<string, Writing>();
const key = (id: string, kind: Draft['kind']) => `${kind} ${id}`;

/** The text that is being written in this case; a new one if there is none. */
export function writing(id: string, kind: Draft['kind'], lang: string): Writing {
  const known = held.get(key(id, kind));
  if (known) return known;
  const fresh: Writing = { case: id, kind, attempt: { id: newId(), text: null }, text: signal(''), lang: signal(lang), open: signal(kind === 'note'), seen: 0 };
  held.set(key(id, kind), fresh);
  return fresh;
}

/** Now as it is, for sending. */
export const asDraft = (w: Writing): Draft => ({ attempt: w.attempt, kind: w.kind, text: w.text.value, lang: w.lang.value, seen: w.seen });

/** It is sent: the next text gets an id of its own. */
export const done = (w: Writing): void => { held.delete(key(w.case, w.kind)); };

/** Somebody would lose a text by leaving now. */
export const unsent = (): boolean => [...held.values()].some((w) => w.text.value.trim() !== '');

export const forgetTexts = (): void => held.clear();

// What the seeker's document shows. Steps are states, not pages: nothing navigates while keys or an unsaved text live in its memory (UX 1.2).
import { signal } from '@preact/signals';
import type { What } from './Gone';

/** `resuming`: a reload goes on. `kept`: "write on later", the text is at the server. `settings`: one's own access. */
export type Step = 'resuming' | 'write' | 'access' | 'sent' | 'kept' | 'messages' | 'settings' | 'signin' | 'recover' | 'leaving' | 'out' | 'ended' | 'gone';

export const step = signal<Step>('write');
/** The first view leaves the focus where the browser put it. */
export const moved = signal(false);
/** What stopped the last action; null: nothing. */
export const trouble = signal<unknown>(null);
/** The return code between making the account and "noted": shown once. */
export const code = signal<string | null>(null);
/** The case that is open; null: the list. */
export const open = signal<string | null>(null);
/** By when the letter that was just sent is answered (Unix ms); null: nothing is promised, or it is not known. */
export const promised = signal<number | null>(null);
/** What was deleted, for the page that says so; it is nowhere else. */
export const receipt = signal<What | null>(null);
/** "Write on later" was pressed: the access is made, but nothing is sent. */
export const later = signal(false);
export const dialog = signal<'numbers' | 'idle' | 'last' | null>(null);
/** Why the page was closed, and what became of the text that was being written. */
export const ending = signal<{ why: 'idle' | 'late' | 'elsewhere'; draft: 'nothing' | 'saved' | 'lost' }>({ why: 'idle', draft: 'nothing' });

export function go(to: Step): void {
  moved.value = true;
  trouble.value = null;
  step.value = to;
}

// What the seeker's document shows. Steps are states, not pages: nothing navigates while keys or an unsaved text live in its memory (UX 1.2).
import { signal } from '@preact/signals';

export type Step = 'write' | 'access' | 'sent' | 'messages' | 'signin' | 'leaving' | 'out' | 'ended';

export const step = signal<Step>('write');
/** The first view leaves the focus where the browser put it. */
export const moved = signal(false);
/** What stopped the last action; null: nothing. */
export const trouble = signal<unknown>(null);
/** The return code between making the account and "noted": shown once. */
export const code = signal<string | null>(null);
/** The case that is open; null: the list. */
export const open = signal<string | null>(null);
export const dialog = signal<'numbers' | 'idle' | null>(null);

export function go(to: Step): void {
  moved.value = true;
  trouble.value = null;
  step.value = to;
}

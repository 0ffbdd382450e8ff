import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../icon/icon';

/** `unseen`: for the ear only, where the page shows the same in another way. */
export interface Said { text: string; kind: '' | 'warn' | 'danger' | 'unseen' }
const said = signal<Said>({ text: '', kind: '' });

/** Says a sentence in the one polite region of the view; it stays until the next action. */
export const say = (text: string, kind: Said['kind'] = ''): void => { said.value = { text, kind }; };
export const hush = (): void => say('');

/** The region itself: one per view, beside the action it speaks of. */
export const StatusLine = () => <p class={`status ${said.value.kind}`} role="status">{said.value.text}</p>;

/** Words about a state that are always there (never announced). */
export const State = ({ icon, children }: { icon?: IconName; children: ComponentChildren }) => (
  <p class="state">{icon && <Icon name={icon} />}<span>{children}</span></p>
);

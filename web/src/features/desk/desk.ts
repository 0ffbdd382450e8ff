// Which view stands on the desk. Views are states of one document, never pages: the keys live in its memory.
import { computed, signal } from '@preact/signals';
import { language, t } from '../../i18n/i18n';
import { agency, type Agency } from '../../session/agency';
import { say } from '../../ui/status/status';
import { unread } from './today';

export type View =
  | { name: 'signin' | 'today' | 'overview' | 'team' | 'visits' | 'retention' | 'archive' | 'chain' | 'profile' | 'waiting' | 'setup' | 'link' }
  | { name: 'enquiry' | 'case'; id: string };

export const view = signal<View>({ name: 'signin' });

const behind = new Set<View['name']>(['enquiry', 'case', 'team', 'visits', 'retention', 'archive', 'chain', 'overview', 'profile']);
const outer = (v: View): boolean => !behind.has(v.name);
const inside = (): boolean => (history.state as { inside?: boolean } | null)?.inside === true;

let words = ''; // to be said by the view that comes next

/** One entry in the history for whatever lies behind "today", with the same address, so that the browser's Back leads there and does not leave the desk. `said`: of what was done here, there. */
export function go(next: View, said = ''): void {
  words = said;
  if (!outer(next) && !inside()) history.pushState({ inside: true }, '');
  if (next.name === 'today' && inside() && !outer(view.value)) { history.back(); return; }
  show(next);
}

/** Shows a view without a word to the history. */
export function show(next: View): void {
  say(words);
  words = '';
  view.value = next;
}

/** The browser's Back. */
export const watchBack = (): void => addEventListener('popstate', () => { if (!inside() && !outer(view.value)) show({ name: 'today' }); });

/** Stands before the title of the tab: how much is to be read. */
export const counted = computed(() => (unread.value > 0 ? `(${unread.value}) ` : ''));

/** The name of a topic in the language of the page; null if the enquiry has none or the agency no longer knows it. */
export function topicName(code: string, of: Agency | null = agency.value): string | null {
  const label = of?.topics.find((topic) => topic.code === code)?.label;
  return label?.[language.value] ?? Object.values(label ?? {})[0] ?? null;
}

/** "Deutsch": a language in the language of the page. */
export function languageName(code: string): string {
  const key = `common.language_${code}`;
  const text = t(key);
  return text === key ? code : text;
}

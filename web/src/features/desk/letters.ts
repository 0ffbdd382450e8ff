// What was opened, as the parts of the page want it: author, time and every state in words.
import type { OpenMessage, Profile } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { inWords, iso } from '../../i18n/moment';
import type { MessageItem } from '../../ui/messages/messages';

/** Aliases of staff by uid. */
export type Names = ReadonlyMap<string, string>;

function who(m: OpenMessage, seeker: string, names: Names): string {
  if (m.mine) return t('desk.who_me');
  if (m.role === 'seeker') return t('desk.who_seeker', { name: seeker });
  const alias = names.get(m.author);
  return alias ? t('desk.who_staff', { alias }) : t('desk.who_staff_unknown');
}

/** `from`: the last message that had been read; what the seeker wrote after it is new. */
function mark(m: OpenMessage, from: number): string | undefined {
  if (m.state === 'sealed') return t(m.kind === 'note' ? 'note.cannot_open' : 'desk.cannot_open');
  if (m.state === 'unchecked') return t('desk.unchecked');
  return m.role === 'seeker' && m.order > from ? t('desk.new') : undefined;
}

export function item(m: OpenMessage, profile: Profile | null, names: Names, from = Infinity): MessageItem {
  const when = inWords(m.at);
  return {
    id: m.id, who: who(m, profile?.name ?? t('desk.nameless'), names), when: m.exact ? when : `${when} (${t('desk.about')})`, iso: iso(m.at),
    own: m.mine, note: m.kind === 'note', mark: mark(m, from), sealed: m.state === 'sealed', text: m.text, lang: m.lang,
  };
}

/** The first message that follows a gap; null without one. */
export const gapAt = (messages: readonly OpenMessage[], gap: boolean): string | null => (gap ? messages.find((m) => m.state === 'unchecked')?.id ?? null : null);

/** Authors whose names are to be shown. */
export const staffOf = (messages: readonly OpenMessage[]): string[] => [...new Set(messages.filter((m) => m.role !== 'seeker' && !m.mine).map((m) => m.author))];

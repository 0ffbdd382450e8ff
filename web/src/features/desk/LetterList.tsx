import type { ComponentChildren } from 'preact';
import type { OpenMessage, Profile } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { MessageList } from '../../ui/messages/messages';
import { Notice } from '../../ui/notice/notice';
import { gapAt, item, type Names } from './letters';

interface Props {
  /** The last message that had been read. */
  from?: number;
  messages: readonly OpenMessage[]; profile: Profile | null; names: Names; gap?: boolean; onAnyway?: () => void;
  /** What came with a letter. */
  files?: (m: OpenMessage) => ComponentChildren;
}

/** Moves the focus, and with it the page, to a letter. */
export function toLetter(id: string): void {
  const heading = document.getElementById(`m-${id}`);
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

/** The letters of a case, oldest first. */
export function LetterList({ messages, profile, names, gap = false, from, onAnyway, files }: Props) {
  const closed = gap && messages.some((m) => m.state === 'unchecked' && m.text === '');
  return (
    <>
      <h2 class="unseen">{t('desk.letters')}</h2>
      <MessageList items={messages.map((m) => ({ ...item(m, profile, names, from), files: files?.(m) }))} label={t('desk.letters')} gapAt={gapAt(messages, gap)} gap={t('desk.gap')} />
      {closed && onAnyway && <Notice kind="warn" title={t('desk.gap')}><p>{t('desk.gap_text')}</p><Button kind="quiet" onPress={onAnyway}>{t('desk.gap_open')}</Button></Notice>}
    </>
  );
}

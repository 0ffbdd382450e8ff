import type { Case } from '../crypto/wire';
import { inWordsDate } from '../i18n/moment';
import { t } from '../i18n/i18n';
import { Notice } from '../ui/notice/notice';
import { WhomToCall } from './Failure';

/** A case that was shared with another account of the person: the new one reads why it is here, the old one that somebody else reads along (PROTOCOL 2.8.9). */
export function Shared({ row: { shared } }: { row: Case }) {
  if (!shared) return null;
  const date = inWordsDate(shared.at);
  if (shared.own) return <Notice><p>{t('shared.own', { date })}</p><p>{t('shared.read_only')}</p></Notice>;
  return <Notice kind="warn"><p>{t('shared.second', { date })}</p><p>{t('shared.not_you')}</p><WhomToCall /></Notice>;
}

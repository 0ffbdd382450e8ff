import type { ErasureReceipt } from '../crypto/wire';
import { inWordsDate } from '../i18n/moment';
import { t, tn } from '../i18n/i18n';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { ExitLink } from './ExitLink';
import { WhomToCall } from './Failure';

/** After an order without the numbers: the server tells them only to whom deletes everything. */
export type What = Pick<ErasureReceipt, 'at' | 'sealed'> & Partial<ErasureReceipt> & { /** It falls short of what was announced. */ short?: boolean };

/** What was deleted, in numbers and without names. It stands in this page's memory and nowhere else. */
export const Gone = ({ receipt: { at, deleted, sealed, backups_until: gone, short } }: { receipt: What }) => (
  <View title={t('erasure.gone')} step={t('erasure.gone_title')}>
    <p>{t('erasure.gone_at', { date: inWordsDate(at) })}</p>
    <ul>
      <li>{t('erasure.gone_access')}</li>
      {deleted && <li>{tn('erasure.messages', deleted.messages)}</li>}
      {deleted && deleted.files > 0 && <li>{tn('erasure.files', deleted.files)}</li>}
      {deleted && deleted.drafts > 0 && <li>{tn('erasure.drafts', deleted.drafts)}</li>}
    </ul>
    {gone !== undefined && <p>{t('erasure.backups', { date: inWordsDate(gone) })}</p>}
    {sealed.map(({ until }, i) => <p key={i}>{t('erasure.gone_sealed', { date: inWordsDate(until) })}</p>)}
    {short && <Notice kind="warn"><p>{t('erasure.gone_less')}</p><WhomToCall /></Notice>}
    <p>{t('erasure.gone_tip')}</p>
    <div class="buttons">
      <ExitLink />
      <Button kind="quiet" onPress={() => { location.replace('/'); }}>{t('erasure.gone_close')}</Button>
    </div>
  </View>
);

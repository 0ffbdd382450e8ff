import { inWordsDate } from '../../i18n/moment';
import { t } from '../../i18n/i18n';
import type { Receipt } from './order';

/** One line for each case that is gone while the access stayed: when, by whom, and until when something stays sealed. */
export const Receipts = ({ all }: { all: readonly Receipt[] }) => (
  <ul class="receipts">
    {all.map(({ at, role, sealed_until: until }, i) => (
      <li key={i}>
        {role === 'system' ? t('erasure.receipt_period', { date: inWordsDate(at) }) : t('erasure.receipt', { date: inWordsDate(at), who: t(role === 'lead' ? 'erasure.role_lead' : 'erasure.role_counsellor') })}
        {until !== null && ` ${t('erasure.receipt_sealed', { date: inWordsDate(until) })}`}
      </li>
    ))}
  </ul>
);

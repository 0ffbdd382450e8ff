import { inWordsDate } from '../../i18n/moment';
import { t } from '../../i18n/i18n';
import { Disclosure } from '../../ui/disclosure/disclosure';
import type { Gone } from './desk';

/** One's own cases that are gone: that they are, since when and why. Nothing else is left to show. */
export const GoneList = ({ all }: { all: readonly Gone[] }) => (all.length === 0 ? null : (
  <Disclosure label={t('order.gone')}>
    <ul>{all.map((one) => <li key={one.id}>{t(`order.gone_${one.why}`, { date: inWordsDate(one.at) })}{one.sealed && ` ${t('order.gone_sealed')}`}</li>)}</ul>
  </Disclosure>
));

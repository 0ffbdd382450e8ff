import { inWordsDate } from '../../i18n/moment';
import { t } from '../../i18n/i18n';
import { Badge } from '../../ui/badge/badge';
import { Button } from '../../ui/button/button';
import { promise, type Listed } from './case';

/** One row per case: what it is about, the last change, whether there is an answer, until when one comes. */
export const CaseList = ({ cases, topic, onOpen }: { cases: readonly Listed[]; topic: (code: string) => string; onOpen: (id: string) => void }) => (
  <ul class="case-list">
    {cases.map(({ row, fresh }) => (
      <li class="card" key={row.id}>
        <h2>{topic(row.topic) || t('case.untitled')}{row.shared?.own && <> <Badge>{t('shared.badge')}</Badge></>}</h2>
        <p class="soft">{t('case.changed', { date: inWordsDate(row.last_time) })} {row.locked_until !== null ? <Badge kind="warn">{t('case.locked')}</Badge> : fresh ? <Badge kind="ok">{t('case.answered')}</Badge> : row.last_role === 'seeker' && !promise(row) && t('case.waiting')}</p>
        {row.last_role === 'seeker' && promise(row) && <p>{promise(row)}</p>}
        <Button kind="quiet" onPress={() => onOpen(row.id)}>{t('case.open')}</Button>
      </li>
    ))}
  </ul>
);

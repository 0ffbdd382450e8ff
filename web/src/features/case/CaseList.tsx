import type { Case } from '../../crypto/wire';
import { inWordsDate } from '../../i18n/moment';
import { t } from '../../i18n/i18n';
import { Badge } from '../../ui/badge/badge';
import { Button } from '../../ui/button/button';

/** One row per case: what it is about, the last change, whether there is an answer. */
export const CaseList = ({ cases, topic, onOpen }: { cases: readonly Case[]; topic: (code: string) => string; onOpen: (id: string) => void }) => (
  <ul class="case-list">
    {cases.map((c) => (
      <li class="card" key={c.id}>
        <h2>{topic(c.topic) || t('case.untitled')}</h2>
        <p class="soft">{t('case.changed', { date: inWordsDate(c.last_time) })} {c.last_role === 'seeker' ? t('case.waiting') : <Badge kind="ok">{t('case.answered')}</Badge>}</p>
        <Button kind="quiet" onPress={() => onOpen(c.id)}>{t('case.open')}</Button>
      </li>
    ))}
  </ul>
);

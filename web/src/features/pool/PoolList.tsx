import { ageInWords } from '../../i18n/age';
import { t } from '../../i18n/i18n';
import type { Entry } from './entries';

interface Props { entries: readonly Entry[]; now: number; topic: (code: string) => string | null; language: (code: string) => string; onOpen: (id: string) => void }

/** Enquiries that nobody has taken: who, since when, about what. The letter itself opens with a press. */
export function PoolList({ entries, now, topic, language, onOpen }: Props) {
  if (entries.length === 0) return <p class="soft empty">{t('pool.none')}</p>;
  return (
    <ul class="rows">
      {entries.map(({ row, name }) => (
        <li key={row.id}>
          <button class="row-open" type="button" onClick={() => onOpen(row.id)}>
            <span class="row-name" translate={false}>{name.state === 'open' ? name.name : t(`pool.name_${name.state}`)}</span>
            <span class="row-about">{[t('pool.came', { age: ageInWords(row.created, now) }), topic(row.topic) ?? t('pool.no_topic'), language(row.lang)].join(' · ')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

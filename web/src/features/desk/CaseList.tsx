import { ageInWords } from '../../i18n/age';
import { t } from '../../i18n/i18n';
import { Badge } from '../../ui/badge/badge';
import { need, type Row } from './cases';

interface Props { rows: readonly Row[]; now: number; topic: (code: string) => string | null; language: (code: string) => string; intake: boolean; onOpen: (id: string) => void }

const name = ({ opened }: Row): string => {
  if (opened === null) return t('desk.row_opening');
  if (opened.state === 'open' && opened.profile) return opened.profile.name;
  return t(opened.state === 'no-access' ? 'desk.row_no_access' : 'desk.row_sealed');
};

/** One's own cases; a row says who, whether somebody waits, and since when. */
export function CaseList({ rows, now, topic, language, intake, onOpen }: Props) {
  if (rows.length === 0) return <p class="soft empty">{t(intake ? 'desk.cases_none' : 'desk.cases_none_intake')}</p>;
  return (
    <ul class="rows">
      {rows.map((r) => {
        const state = need(r.row);
        return (
          <li key={r.row.id}>
            <button class={state === 'waits' ? 'row-open waits' : 'row-open'} type="button" onClick={() => onOpen(r.row.id)}>
              <span class="row-name" translate={false}>{name(r)}</span>
              <span class="row-state"><Badge>{t(`desk.${state}`)}</Badge></span>
              <span class="row-about">
                {[t(r.row.last_role === 'seeker' ? 'desk.last_seeker' : 'desk.last_staff', { age: ageInWords(r.row.last_time, now) }), topic(r.row.topic), language(r.row.lang)].filter(Boolean).join(' · ')}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

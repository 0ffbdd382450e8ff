import type { Row } from '../../crypto/wire';
import { ageInWords } from '../../i18n/age';
import { t } from '../../i18n/i18n';
import { Badge } from '../../ui/badge/badge';
import { Deadline, laterInWords } from './Deadline';
import { languageName, topicName } from './desk';
import type { Overview } from './overview';

/** Who has how many: counts by name, no order of merit. */
export const LoadTable = ({ people, mine }: { people: Overview['people']; mine: string }) => (
  <div class="table">
    <table>
      <thead>
        <tr><th scope="col">{t('desk.load_who')}</th>{(['cases', 'waiting', 'overdue', 'rest'] as const).map((column) => <th scope="col" class="number" key={column}>{t(`desk.load_${column}`)}</th>)}</tr>
      </thead>
      <tbody>
        {people.map((p) => (
          <tr key={p.uid}>
            <th scope="row"><span translate={false}>{p.alias ?? t('desk.load_gone')}</span>{p.uid === mine && <span class="soft"> ({t('staff.you')})</span>}</th>
            <td class="number">{p.cases}</td><td class="number">{p.waiting}</td>
            <td class="number">{p.overdue > 0 ? <strong>{p.overdue}</strong> : 0}</td><td class="number">{p.rest}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** Every open promise, the first due first; who has it, never what it says. */
export function DueTable({ rows, of, zone }: { rows: readonly Row[]; of: Overview; zone: string }) {
  const who = (row: Row) => (row.counsellor === null ? t('desk.in_pool') : of.names.get(row.counsellor) ?? t('desk.load_gone'));
  return (
    <ul class="rows">
      {rows.map((row) => (
        <li class="row-line" key={row.id}>
          <p><strong translate={false}>{who(row)}</strong> {row.marks.includes('acute') && <Badge kind="danger">{t('desk.acute')}</Badge>}
            <br /><span class="soft">{[t('desk.case_since', { age: ageInWords(row.created, of.now) }), topicName(row.topic), languageName(row.lang), laterInWords(row, of.now, zone)].filter(Boolean).join(' · ')}</span></p>
          <Deadline row={row} now={of.now} zone={zone} />
        </li>
      ))}
    </ul>
  );
}

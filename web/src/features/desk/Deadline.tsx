import type { Row } from '../../crypto/wire';
import { t } from '../../i18n/i18n';
import { inWordsNear, inWordsTime } from '../../i18n/moment';
import { Badge } from '../../ui/badge/badge';
import { Icon, type IconName } from '../../ui/icon/icon';
import { deadline, due } from './due';

export interface Said { kind?: 'warn' | 'danger' | 'ok'; icon: IconName; text: string }

/** By when somebody waits, in words; of a case that waits for nothing: why. */
export function deadlineInWords(row: Row, now: number, zone: string): Said {
  const by = row.promised_at ?? 0;
  switch (deadline(row, now, zone)) {
    case 'overdue': return { kind: 'danger', icon: 'alert', text: t('desk.due_overdue', { moment: inWordsNear(by, zone, now) }) };
    case 'today': return { kind: 'warn', icon: 'clock', text: t('desk.due_today', { time: inWordsTime(by, zone) }) };
    case 'soon': case 'later': return { icon: 'clock', text: t('desk.due_until', { moment: inWordsNear(by, zone, now) }) };
    default:
  }
  switch (due(row, now, zone)) {
    case 'answered': return { icon: 'check', text: t('desk.answered') };
    case 'rest': return { icon: 'moon', text: t('desk.rest') };
    case 'closed': return { icon: 'check', text: t('desk.closed') };
    default: return { icon: 'clock', text: t('desk.waits') };
  }
}

/** The new date that the seeker reads since the first one has passed; null without one. */
export const laterInWords = (row: Row, now: number, zone: string): string | null => (row.late_at === null ? null : t('desk.due_late', { moment: inWordsNear(row.late_at, zone, now) }));

/** The badge: words, then a drawing, then a tint. */
export function Deadline({ row, now, zone }: { row: Row; now: number; zone: string }) {
  const { kind, icon, text } = deadlineInWords(row, now, zone);
  return <Badge {...(kind ? { kind } : {})}><Icon name={icon} />{text}</Badge>;
}

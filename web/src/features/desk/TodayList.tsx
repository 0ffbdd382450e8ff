import { useRef } from 'preact/hooks';
import type { Row } from '../../crypto/wire';
import { ageInWords } from '../../i18n/age';
import { t, tn } from '../../i18n/i18n';
import { Badge } from '../../ui/badge/badge';
import { Deadline, laterInWords } from './Deadline';
import { languageName, topicName } from './desk';
import { deadline, type Group } from './due';
import { held } from './sending';
import { useSteady } from './steady';
import { draftOf, inPool, names, unreadOf } from './today';

interface Props { groups: readonly Group[]; now: number; zone: string; onOpen: (row: Row) => void }

/** A name as far as it could be opened: opening, open, no access, cannot be opened. */
export function nameOf(id: string): string {
  const opened = names.value.get(id);
  if (!opened) return t('desk.row_opening');
  if (opened.state === 'open' && opened.profile) return opened.profile.name;
  return t(opened.state === 'no-access' ? 'desk.row_no_access' : 'desk.row_sealed');
}

const steps: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last), ArrowUp: (at) => Math.max(at - 1, 0), Home: () => 0, End: (_, last) => last,
};

/** Arrow keys go from row to row; every row can be reached by Tab too. */
function walk(event: KeyboardEvent, box: HTMLElement): void {
  const step = steps[event.key];
  const rows = [...box.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  rows[step(at, rows.length - 1)]?.focus();
}

/** Everything that waits and everything that is quiet, each group under its own heading. */
export function TodayList({ groups, now, zone, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useSteady(box);
  return (
    <div class="today stack" ref={box} onKeyDown={(event) => { if (box.current) walk(event, box.current); }}>
      {groups.map((group) => (
        <section class={`list ${group.due}`} key={group.due} aria-labelledby={`due-${group.due}`}>
          <h2 id={`due-${group.due}`}>{t(`desk.group_${group.due}`)} <span class="count">{group.all}</span></h2>
          <ul class="rows">{group.rows.map((row) => <li key={row.id}><Line row={row} now={now} zone={zone} onOpen={onOpen} /></li>)}</ul>
        </section>
      ))}
    </div>
  );
}

function about(row: Row, now: number, zone: string): string {
  const moved = inPool(row) ? t('pool.came', { age: ageInWords(row.created, now) }) : t(row.last_role === 'seeker' ? 'desk.last_seeker' : 'desk.last_staff', { age: ageInWords(row.last_time, now) });
  return [moved, topicName(row.topic), languageName(row.lang), laterInWords(row, now, zone)].filter(Boolean).join(' · ');
}

function Line({ row, now, zone, onOpen }: { row: Row } & Pick<Props, 'now' | 'zone' | 'onOpen'>) {
  const fresh = unreadOf(row), drafts = draftOf(row), going = (held.value.get(row.id) ?? 0) > now;
  return (
    <button class={`row-open ${deadline(row, now, zone) ?? ''}`} type="button" data-row={row.id} onClick={() => onOpen(row)}>
      <span class="row-name"><span translate={false}>{nameOf(row.id)}</span></span>
      <span class="row-marks">
        {row.marks.includes('acute') && <Badge kind="danger">{t('desk.acute')}</Badge>}
        {row.marks.includes('exposed') && <Badge kind="warn">{t('desk.exposed')}</Badge>}
        {inPool(row) && <Badge>{t('desk.in_pool')}</Badge>}
        {fresh > 0 && <Badge kind="ok">{tn('desk.fresh', fresh)}</Badge>}
        {going && <Badge>{t('desk.going_out')}</Badge>}
        {!going && (drafts.has('message') || drafts.has('earlier') || drafts.has('files')) && <Badge>{t('desk.draft')}</Badge>}
        {drafts.has('note') && <Badge>{t('desk.draft_note')}</Badge>}
      </span>
      <span class="row-state"><Deadline row={row} now={now} zone={zone} /></span>
      <span class="row-about">{about(row, now, zone)}</span>
    </button>
  );
}

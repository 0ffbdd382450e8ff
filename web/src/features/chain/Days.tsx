import type { ChainEntry } from '../../crypto/wire';
import { known, t, tn } from '../../i18n/i18n';
import { clock, inWordsDate } from '../../i18n/moment';
import { objectOf, ofDay, type Day } from './chain';

interface Props { days: readonly Day[]; names: ReadonlyMap<string, string>; zone: string; handle: (id: string) => string }

/** Every row in plain words, by day. `handle`: how cases are told apart. */
export const Days = ({ days, ...rest }: Props) => (
  <>
    {days.map(({ at, entries }) => (
      <section class="list" key={at} aria-labelledby={`day-${at}`}>
        <h2 id={`day-${at}`}>{inWordsDate(at, 'UTC')}</h2>
        <ol class="rows">{entries.map((entry) => <Row key={entry.seq} entry={entry} {...rest} />)}</ol>
      </section>
    ))}
  </>
);

/** What was done, then by whom, when as it is kept (a quarter of an hour), with what and why. */
function Row({ entry, names, zone, handle }: { entry: ChainEntry } & Omit<Props, 'days'>) {
  const { seq, at, actor, action, count, reason } = entry;
  const about = [
    ofDay(entry) ? t('chain.day_long') : `${whoOf(actor, names)}, ${clock(at, zone)}`,
    whomOf(entry, names, handle), reason && whyOf(reason), !ofDay(entry) && count > 0 && tn('chain.went', count),
  ].filter(Boolean);
  return (
    <li class="row-line">
      <p><strong>{done(action, count)}</strong><br /><span class="soft">{about.join(' · ')}</span></p>
      <span class="soft number">{t('chain.entry', { seq })}</span>
    </li>
  );
}

/** What was done, in words; a later server may know more than this browser. */
function done(action: string, count: number): string {
  const name = action === 'signin-failed' ? 'signin_failed' : action;
  return known(`chain.act_${name}`) === undefined ? t('chain.act_unknown', { action }) : t(`chain.act_${name}`, { count });
}

/** People by the name that the directory has for them, never by anything else. */
function whoOf(actor: string, names: Props['names']): string {
  if (actor === 'seeker') return t('chain.seeker');
  return actor === 'system' ? t('chain.server') : names.get(actor) ?? t('chain.gone');
}

const whyOf = (reason: string): string => (known(`chain.why_${reason}`) === undefined ? reason : t(`chain.why_${reason}`));

function whomOf(entry: ChainEntry, names: Props['names'], handle: Props['handle']): string | null {
  const what = objectOf(entry);
  if (what === null) return null;
  return what === 'case' ? t('chain.case', { handle: handle(entry.object!) }) : names.get(entry.object!) ?? t('chain.gone');
}

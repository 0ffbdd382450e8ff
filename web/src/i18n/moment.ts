// Dates and times in words. Names of days and months and the forms of dates stand in locales/calendar.json: browsers have none for every language
// we speak, and print English for Luxembourgish (UX 6). internal/texts/calendar.go says the same; its testdata/moments.json holds both to it.
import { known, t } from './i18n';

const words = (name: string) => (known(`calendar.${name}`) ?? '').split(' ');

interface Parts { year: number; month: number; day: number; weekday: number; hour: number; minute: number }

/** What clock and calendar show at `at` (Unix ms) in a zone (IANA name); without one: on the reader's device. */
function partsOf(at: number, zone?: string): Parts {
  const d = new Date(at);
  if (!zone) return { year: d.getFullYear(), month: d.getMonth(), day: d.getDate(), weekday: d.getDay(), hour: d.getHours(), minute: d.getMinutes() };
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' });
  const part = Object.fromEntries(format.formatToParts(d).map(({ type, value }) => [type, Number(value)])) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;
  return { ...part, month: part.month - 1, weekday: new Date(Date.UTC(part.year, part.month - 1, part.day)).getUTCDay() };
}

const hours = (name: string, p: Parts): string =>
  t(`calendar.${name}`, { hour: p.hour, hour12: (p.hour + 11) % 12 + 1, minute: String(p.minute).padStart(2, '0'), half: words('halves')[p.hour < 12 ? 0 : 1] ?? '' });

/** "18 Uhr" at the full hour, else "18:05 Uhr". */
function time(p: Parts): string {
  if (p.minute !== 0) return hours('time', p);
  const own = p.hour === 0 ? 'midnight' : p.hour === 12 ? 'noon' : '';
  return hours(own && known(`calendar.${own}`) ? own : 'time_full', p);
}

function date(p: Parts, now: Parts): string {
  const day = p.day === 1 ? known('calendar.first') ?? 1 : p.day;
  return t(p.year === now.year ? 'calendar.date' : 'calendar.date_year', { weekday: words('weekdays')[p.weekday] ?? '', day, month: words('months')[p.month] ?? '', year: p.year });
}

/** A date and a time; some languages have a form of their own for one o'clock. */
function joined(form: 'moment' | 'near', day: string, p: Parts): string {
  const one = `calendar.${form}_one`;
  return t(p.hour === 1 && known(one) ? one : `calendar.${form}`, { date: day, time: time(p) });
}

/** The name of the zone, where the reader's clock shows another time than the agency's. */
function abroad(text: string, at: number, zone: string | undefined): string {
  if (!zone) return text;
  const [here, there] = [partsOf(at), partsOf(at, zone)];
  if (here.hour === there.hour && here.minute === there.minute && here.day === there.day) return text;
  const city = zone.split('/').at(-1) ?? zone;
  const place = words('places').map((pair) => pair.split('=')).find(([name]) => name === city)?.[1] ?? city.replaceAll('_', ' ');
  return t('calendar.zone', { moment: text, place });
}

/** Weekday, day, month and time, the year only if it is not this one: "Mittwoch, 27. Mai, 18 Uhr". `at`: Unix ms. `zone`: the agency's; without it the reader's. */
export function inWords(at: number, zone?: string, now: number = Date.now()): string {
  const p = partsOf(at, zone);
  return abroad(joined('moment', date(p, partsOf(now, zone)), p), at, zone);
}

/** The same, with "heute", "gestern" or "morgen" in place of the date where that is so: "heute 18 Uhr". */
export function inWordsNear(at: number, zone?: string, now: number = Date.now()): string {
  const [p, today] = [partsOf(at, zone), partsOf(now, zone)];
  const apart = (Date.UTC(p.year, p.month, p.day) - Date.UTC(today.year, today.month, today.day)) / 86_400_000;
  return Math.abs(apart) > 1 ? inWords(at, zone, now) : abroad(joined('near', words('days')[apart + 1] ?? '', p), at, zone);
}

/** The time alone: "18 Uhr". */
export const inWordsTime = (at: number, zone?: string): string => abroad(time(partsOf(at, zone)), at, zone);

/** The day alone: "Mittwoch, 27. Mai". */
export const inWordsDate = (at: number, zone?: string, now: number = Date.now()): string => date(partsOf(at, zone), partsOf(now, zone));

/** Hour and minute as they stand after "saved at": "14:03", "2:03 pm", "14 h 03". */
export const clock = (at: number, zone?: string): string => hours('clock', partsOf(at, zone));

export const iso = (at: number): string => new Date(at).toISOString();

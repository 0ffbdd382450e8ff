// The figures of visits, for leads (spec/api.md, 14). Numbers below five are not among them: the server gives null for them.
import { known, t } from '../../i18n/i18n';
import { get, put } from '../../session/api';

export interface Figure { what: string; count: number | null }
export interface FileFigure { file: string; outcome: string; family: string; count: number | null; kib: number | null }
export interface Visits {
  installed: boolean; on: boolean; record: { on: boolean; days: number } | null; by: 'day' | 'month'; visits: number | null;
  days: readonly Figure[]; hours: readonly Figure[]; lengths: readonly Figure[]; pages: readonly Figure[]; files: readonly FileFigure[];
}

/** The periods that can be chosen, in days up to today. */
export const periods = [7, 30, 90, 365] as const;
export type Length = (typeof periods)[number];

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Throws Failed. `now`: Unix ms. */
export const visits = (length: Length, now: number = Date.now()): Promise<Visits> => get<Visits>(`visits?from=${day(now - (length - 1) * 86_400_000)}&to=${day(now)}`);

/** Lets the agency be counted, and its accesses be recorded, or not. Throws Failed. */
export const countVisits = (on: boolean, record: boolean): Promise<void> => put<void>('visits', { on, record });

/** Days between the first and the last that nobody visited, with 0: a picture without them would lie. Pure. */
export function whole(days: readonly Figure[]): Figure[] {
  const known = new Map(days.map((d) => [d.what, d.count]));
  const [first, last] = [days[0]?.what, days.at(-1)?.what];
  if (first === undefined || last === undefined || first.length !== 10) return [...days];
  const all: Figure[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) all.push({ what: day(at), count: known.has(day(at)) ? known.get(day(at)) as number | null : 0 });
  return all;
}

/** The hours of a day, each once; what was too little for an hour stands behind them, by quarters of the day and for the whole day. Pure. */
export function byHour(hours: readonly Figure[]): Figure[] {
  const single = Array.from({ length: 24 }, (_, hour) => hours.find((h) => h.what === String(hour)) ?? { what: String(hour), count: 0 });
  return [...single, ...hours.filter((h) => !/^\d+$/.test(h.what))];
}

/** A figure in words. */
export const figure = (count: number | null): string => (count === null ? t('visits.few') : String(count));

/** "22. November", "November 2026", "13 bis 14 Uhr", "unter 5 Minuten", "Startseite". */
export function label(kind: 'day' | 'month' | 'hour' | 'length' | 'page', what: string): string {
  const month = (name: string) => (known('calendar.months') ?? '').split(' ')[Number(name) - 1] ?? name;
  switch (kind) {
    case 'day': return t('visits.on_day', { day: Number(what.slice(8)), month: month(what.slice(5, 7)) });
    case 'month': return `${month(what.slice(5, 7))} ${what.slice(0, 4)}`;
    case 'hour': return /^\d+$/.test(what) ? t('visits.hour', { from: what, to: Number(what) + 1 }) : what === 'day' ? t('visits.no_hour') : t('visits.hour', { from: Number(what.slice(1)) * 6, to: Number(what.slice(1)) * 6 + 6 });
    case 'length': return t(`visits.length_${what}`);
    default: return t(`visits.page_${what}`);
  }
}

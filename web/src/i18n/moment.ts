// Dates and times in words. Names of days and months stand in the catalogues: browsers have none for every language we speak (UX 6).
import { t } from './i18n';

const words = (key: string) => t(key).split(' ');
const two = (n: number) => String(n).padStart(2, '0');

/** Weekday, day and month; the year only if it is not this one. */
export function inWordsDate(at: number, now: number = Date.now()): string {
  const d = new Date(at), day = d.getDate();
  const values = { weekday: words('common.weekdays')[d.getDay()]!, day: day === 1 ? t('common.first') : day, month: words('common.months')[d.getMonth()]!, year: d.getFullYear() };
  return t(d.getFullYear() === new Date(now).getFullYear() ? 'common.date' : 'common.date_year', values);
}

/** The same with hour and minute. `at` in Unix ms; the time of the reader's device. */
export function inWords(at: number, now: number = Date.now()): string {
  const d = new Date(at);
  return t('common.moment', { date: inWordsDate(at, now), hour: two(d.getHours()), minute: two(d.getMinutes()) });
}

export const iso = (at: number): string => new Date(at).toISOString();

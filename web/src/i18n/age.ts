// How long something has been lying there, in words a person would use. The server's times are rounded down to 15 minutes,
// so nothing finer is ever said.
import { t, tn } from './i18n';

const minute = 60_000, hour = 60 * minute, day = 24 * hour;

/** A text key below `desk.age` and its count. */
export interface Age { unit: 'new' | 'hours' | 'days'; count: number }

/** The start of the day of `at` in the reader's zone. */
function midnight(at: number): number {
  const d = new Date(at);
  return new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
}

/** `then`, `now`: Unix ms. Days are calendar days: what came yesterday at 23:00 is a day old in the morning, once it is 12 hours old. */
export function age(then: number, now: number): Age {
  const passed = now - then;
  if (passed < hour) return { unit: 'new', count: 0 };
  if (passed < 12 * hour || midnight(then) === midnight(now)) return { unit: 'hours', count: Math.floor(passed / hour) };
  return { unit: 'days', count: Math.max(1, Math.round((midnight(now) - midnight(then)) / day)) };
}

/** "vor 3 Stunden". */
export function ageInWords(then: number, now: number): string {
  const { unit, count } = age(then, now);
  return unit === 'new' ? t('desk.age_new') : tn(`desk.age_${unit}`, count);
}

export { clock } from './moment';

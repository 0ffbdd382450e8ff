// What is due, and in which order the desk shows it. Pure: the clock and the agency's time zone are given.
import type { Row } from '../../crypto/wire';

/** Where a case stands in the list, in the order it is shown. `waits`: unanswered, but nothing was promised. */
export const dues = ['acute', 'overdue', 'today', 'soon', 'later', 'waits', 'answered', 'rest', 'closed'] as const;
export type Due = (typeof dues)[number];

/** Calendar days from today that still count as soon: on a Friday, Monday belongs to it. */
const soonDays = 3;

const formats = new Map<string, Intl.DateTimeFormat>(); // making one takes longer than a thousand uses of it

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const fresh = new Intl.DateTimeFormat('en', { ...(zone ? { timeZone: zone } : {}), year: 'numeric', month: 'numeric', day: 'numeric' });
  formats.set(zone, fresh);
  return fresh;
}

/** The number of the calendar day at `at` (Unix ms) in a zone (IANA name; empty: the reader's). */
function dayOf(at: number, zone: string): number {
  const part = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'] ?? 1) / 86_400_000;
}

/** Somebody waits for an answer. */
export const waits = (row: Row): boolean => row.state === 'open' || (row.state === 'taken' && (row.promised_at !== null || row.last_role === 'seeker'));

/** The promise of an unanswered case has passed, or not; null: nothing was promised, or nothing waits. */
export function deadline(row: Row, now: number, zone: string): 'overdue' | 'today' | 'soon' | 'later' | null {
  if (!waits(row) || row.promised_at === null) return null;
  if (row.promised_at <= now) return 'overdue';
  const days = dayOf(row.promised_at, zone) - dayOf(now, zone);
  return days === 0 ? 'today' : days <= soonDays ? 'soon' : 'later';
}

export function due(row: Row, now: number, zone: string): Due {
  if (row.state === 'closed' || row.state === 'rest') return row.state;
  if (!waits(row)) return 'answered';
  return row.marks.includes('acute') ? 'acute' : deadline(row, now, zone) ?? 'waits';
}

const quiet = new Set<Due>(['answered', 'rest', 'closed']);

/** Who waits: the earliest promise, then the longest wait. Who does not: acute first, then what moved last. */
function compare(a: Row, b: Row, where: Due): number {
  if (!quiet.has(where)) return (a.promised_at ?? Infinity) - (b.promised_at ?? Infinity) || a.last_time - b.last_time || (a.id < b.id ? -1 : 1);
  return Number(b.marks.includes('acute')) - Number(a.marks.includes('acute')) || b.last_time - a.last_time || (a.id < b.id ? -1 : 1);
}

/** `all`: how many there are, where only the first are given. */
export interface Group { due: Due; rows: Row[]; all: number }

/** The list in its groups, those without a row left out. */
export function grouped(rows: readonly Row[], now: number, zone: string): Group[] {
  const found = new Map<Due, Row[]>(dues.map((d) => [d, []]));
  for (const row of rows) found.get(due(row, now, zone))!.push(row);
  return [...found].filter(([, list]) => list.length > 0).map(([where, list]) => ({ due: where, rows: list.sort((a, b) => compare(a, b, where)), all: list.length }));
}

/** The first rows of a list of groups; the last group may be cut. */
export function firstRows(groups: readonly Group[], most: number): Group[] {
  const out: Group[] = [];
  let left = most;
  for (const group of groups) {
    if (left <= 0) break;
    out.push({ ...group, rows: group.rows.slice(0, left) });
    left -= group.rows.length;
  }
  return out;
}

/** What to open next: whoever waits, the most urgent first; null if nobody does. */
export const next = (groups: readonly Group[]): Row | null => groups.find((g) => !quiet.has(g.due))?.rows[0] ?? null;

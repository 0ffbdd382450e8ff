import { expect, test } from 'vitest';
import type { Row } from '../../crypto/wire';
import { byName, counts } from './overview';

const row = (id: string, promised_at: number | null): Row => ({
  id, state: 'open', topic: '', lang: 'de', created: 0, last_order: 1, last_time: 0, last_role: 'seeker', promised_at, late_at: null, marks: [], counsellor: null,
});

test('people stand by name and never by load; who is no longer in the directory stands last', () => {
  const people = [{ alias: null, cases: 9 }, { alias: 'Frau Zeh', cases: 1 }, { alias: 'Frau Ähre', cases: 4 }, { alias: 'Frau B.', cases: 8 }];
  expect(byName(people, 'de').map((p) => p.alias)).toEqual(['Frau Ähre', 'Frau B.', 'Frau Zeh', null]);
  expect(people[0]?.cases).toBe(9);
});

test('what is overdue is counted by the server, beyond the rows that are shown; today by the rows', () => {
  const now = Date.parse('2026-05-22T10:00:00+02:00'), hour = 3_600_000;
  const people = [{ uid: 'a', alias: 'A', cases: 300, waiting: 290, overdue: 250, rest: 1 }];
  expect(counts({ people, pool: { cases: 7, overdue: 2 }, rows: [row('1', now - hour), row('2', now + hour), row('3', now + 30 * hour)], now }, 'Europe/Vienna')).toEqual({ overdue: 252, today: 1, pool: 7 });
});

import { describe, expect, test } from 'vitest';
import type { Row } from '../../crypto/wire';
import { deadline, due, firstRows, grouped, next } from './due';

const zone = 'Europe/Vienna';
const at = (text: string) => Date.parse(text);
const now = at('2026-05-22T10:00:00+02:00'); // a Friday
const row = (id: string, more: Partial<Row> = {}): Row => ({
  id, state: 'taken', topic: '', lang: 'de', created: 0, last_order: 1, last_time: 0, last_role: 'seeker', promised_at: null, late_at: null, marks: [], counsellor: null, ...more,
});
const until = (id: string, text: string, more: Partial<Row> = {}) => row(id, { promised_at: at(text), ...more });

describe('one case', () => {
  test('is overdue from the promised minute on', () => {
    expect(deadline(until('a', '2026-05-22T10:00:00+02:00'), now, zone)).toBe('overdue');
    expect(deadline(until('a', '2026-05-22T10:01:00+02:00'), now, zone)).toBe('today');
  });
  test('is due today by the calendar of the agency, not by hours', () => {
    expect(deadline(until('a', '2026-05-22T23:59:00+02:00'), now, zone)).toBe('today');
    expect(deadline(until('a', '2026-05-23T00:00:00+02:00'), now, zone)).toBe('soon');
    expect(deadline(until('a', '2026-05-22T23:59:00+02:00'), now, 'Pacific/Auckland')).toBe('soon');
  });
  test('on a Friday Monday is soon, and Tuesday is later', () => {
    expect(deadline(until('a', '2026-05-25T18:00:00+02:00'), now, zone)).toBe('soon');
    expect(deadline(until('a', '2026-05-26T09:00:00+02:00'), now, zone)).toBe('later');
  });
  test('days are counted by the calendar across the change to summer time', () => {
    const friday = at('2026-03-27T12:00:00+01:00');
    expect(deadline(until('a', '2026-03-30T00:30:00+02:00'), friday, zone)).toBe('soon');
    expect(deadline(until('a', '2026-03-31T00:30:00+02:00'), friday, zone)).toBe('later');
  });
  test('waits while it lies in the pool, whoever wrote last: a case that was put back as well', () => {
    expect(due(row('a', { state: 'open', last_role: 'counsellor' }), now, zone)).toBe('waits');
  });
  test('waits while a promise is open, even if staff wrote last', () => {
    expect(due(until('a', '2026-05-25T18:00:00+02:00', { last_role: 'counsellor' }), now, zone)).toBe('soon');
  });
  test('at rest or closed it waits for nothing, acute or not', () => {
    expect(due(until('a', '2026-05-20T18:00:00+02:00', { state: 'closed', marks: ['acute'] }), now, zone)).toBe('closed');
    expect(due(row('a', { state: 'rest', marks: ['acute'] }), now, zone)).toBe('rest');
    expect(deadline(until('a', '2026-05-20T18:00:00+02:00', { state: 'rest' }), now, zone)).toBeNull();
  });
});

const list = [
  row('answered long ago', { last_role: 'counsellor', last_time: 1 }), row('closed', { state: 'closed' }), until('later', '2026-06-02T18:00:00+02:00'),
  row('waits, nothing promised', { last_time: 5 }), row('waits longer, nothing promised', { last_time: 3 }), until('today, late', '2026-05-22T18:00:00+02:00'),
  until('overdue since yesterday', '2026-05-21T18:00:00+02:00'), until('overdue since monday, in the pool', '2026-05-18T18:00:00+02:00', { state: 'open' }), row('rest', { state: 'rest', last_role: 'counsellor' }),
  until('acute, far', '2026-06-02T18:00:00+02:00', { marks: ['acute'] }), row('answered, acute', { last_role: 'lead', last_time: 0, marks: ['acute'] }), until('today, noon', '2026-05-22T12:00:00+02:00'),
  row('answered today', { last_role: 'lead', last_time: 9 }), until('soon', '2026-05-24T18:00:00+02:00'),
];

describe('the list', () => {
  test('goes by what is due, then by how long somebody waits; quiet ones by what moved last', () => {
    expect(grouped(list, now, zone).flatMap((g) => g.rows.map((r) => r.id))).toEqual([
      'acute, far', 'overdue since monday, in the pool', 'overdue since yesterday', 'today, noon', 'today, late', 'soon', 'later',
      'waits longer, nothing promised', 'waits, nothing promised', 'answered, acute', 'answered today', 'answered long ago', 'rest', 'closed',
    ]);
  });
  test('has no empty group, and a heading for each kind', () => {
    expect(grouped(list, now, zone).map((g) => g.due)).toEqual(['acute', 'overdue', 'today', 'soon', 'later', 'waits', 'answered', 'rest', 'closed']);
    expect(grouped([], now, zone)).toEqual([]);
  });
  test('leaves what was given as it is', () => {
    const before = list.map((r) => r.id);
    grouped(list, now, zone);
    expect(list.map((r) => r.id)).toEqual(before);
  });
  test('is cut after so many rows, in the middle of a group too', () => {
    const cut = firstRows(grouped(list, now, zone), 4);
    expect(cut.map((g) => [g.due, g.rows.length, g.all])).toEqual([['acute', 1, 1], ['overdue', 2, 2], ['today', 1, 2]]);
    expect(firstRows(grouped(list, now, zone), 3).map((g) => g.due)).toEqual(['acute', 'overdue']);
  });
  test('says what comes next: the first who waits, never a quiet one', () => {
    expect(next(grouped(list, now, zone))?.id).toBe('acute, far');
    expect(next(grouped(list.filter((r) => r.last_role !== 'seeker' && r.state === 'taken'), now, zone))).toBeNull();
  });
});

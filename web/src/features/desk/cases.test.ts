import { expect, test } from 'vitest';
import type { Case } from '../../crypto/wire';
import { need, sorted, waiting } from './cases';

const row = (id: string, state: Case['state'], last_role: Case['last_role'], last_time: number): Case => ({
  id, state, topic: '', lang: 'de', epoch: 0, ck_id: '', nk_id: null, created: 0, last_order: 1, last_time, last_role, seeker: '', counsellor: null, profile: { version: 1, box: '' as Case['profile']['box'] }, self: null,
});
const list = [
  row('answered long ago', 'taken', 'counsellor', 1), row('closed', 'closed', 'seeker', 9), row('waits since today', 'taken', 'seeker', 8),
  row('answered today', 'taken', 'lead', 7), row('at rest', 'rest', 'counsellor', 2), row('waits the longest', 'taken', 'seeker', 3),
];

test('whoever waits comes first, the longest wait on top', () => {
  expect(sorted(list).map((c) => c.id)).toEqual(['waits the longest', 'waits since today', 'answered today', 'answered long ago', 'at rest', 'closed']);
});
test('the list that was given stays as it is', () => expect(sorted(list)).not.toBe(list));
test('a closed case waits for nothing, even if the seeker wrote last', () => expect(need(list[1]!)).toBe('closed'));
test('only cases that wait are counted', () => expect(waiting(list.map((r) => ({ row: r, opened: null })))).toBe(2));

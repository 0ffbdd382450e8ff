import { expect, test } from 'vitest';
import type { OpenMessage } from '../../crypto/verbs';
import type { Message } from '../../crypto/wire';
import { newId, unseen, untouched } from './case';

const sealed = (role: Message['role'], kind: Message['kind'] = 'message'): Message =>
  ({ id: '', order: 1, time: 0, epoch: 0, author: '', role, author_seq: 1, prev_hash: '', kind, box: '' as Message['box'] });
const open = (role: OpenMessage['role'], order: number): OpenMessage =>
  ({ id: String(order), order, author: '', role, mine: role !== 'seeker', kind: 'message', state: 'open', text: '', lang: 'de', at: 0, exact: true });

test('a case is untouched until a member of staff has written in it, be it a note', () => {
  expect(untouched([sealed('seeker'), sealed('seeker')], [])).toBe(true);
  expect(untouched([sealed('seeker'), sealed('counsellor')], [])).toBe(false);
  expect(untouched([sealed('seeker')], [sealed('counsellor', 'note')])).toBe(false);
});

test('what the seeker wrote after the last message read has to be seen; one\'s own has not', () => {
  const list = [open('seeker', 1), open('counsellor', 2), open('seeker', 3), open('counsellor', 4), open('seeker', 5)];
  expect(unseen(list, 2).map((m) => m.order)).toEqual([3, 5]);
  expect(unseen(list, 5)).toEqual([]);
});

test('an id is 16 random bytes in the spelling of the interface', () => {
  const ids = Array.from({ length: 200 }, newId);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{21}[AQgw]$/);
  expect(new Set(ids).size).toBe(200);
});

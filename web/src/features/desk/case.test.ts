import { expect, test } from 'vitest';
import type { OpenMessage } from '../../crypto/verbs';
import type { Message } from '../../crypto/wire';
import { mayBeUnconfirmed, newest, unseen } from './case';

const sealed = (author: string, order = 1): Message =>
  ({ id: '', order, time: 0, epoch: 0, author, role: 'counsellor', author_seq: 1, prev_hash: '', kind: 'message', box: '' as Message['box'], held_until: null });
const open = (role: OpenMessage['role'], order: number): OpenMessage =>
  ({ id: String(order), order, author: '', role, mine: role !== 'seeker', kind: 'message', state: 'open', text: '', lang: 'de', files: [], at: 0, exact: true });

test('an acceptance may lack its confirmation until oneself has written, also where a colleague had the case before', () => {
  expect(mayBeUnconfirmed({ messages: [sealed('seeker'), sealed('colleague')], notes: [], held: [] }, 'me')).toBe(true);
  expect(mayBeUnconfirmed({ messages: [sealed('seeker'), sealed('me')], notes: [], held: [] }, 'me')).toBe(false);
  expect(mayBeUnconfirmed({ messages: [sealed('seeker')], notes: [sealed('me')], held: [] }, 'me')).toBe(false);
  expect(mayBeUnconfirmed({ messages: [sealed('seeker')], notes: [], held: [sealed('me', 0)] }, 'me')).toBe(false);
});

test('what the seeker wrote after the last message read has to be seen; one\'s own has not', () => {
  const list = [open('seeker', 1), open('counsellor', 2), open('seeker', 3), open('counsellor', 4), open('seeker', 5)];
  expect(unseen(list, 2).map((m) => m.order)).toEqual([3, 5]);
  expect(unseen(list, 5)).toEqual([]);
});

test('the newest message is the last one, and 0 where there is none', () => {
  expect(newest({ messages: [sealed('a', 7), sealed('a', 8)] })).toBe(8);
  expect(newest({ messages: [] })).toBe(0);
});

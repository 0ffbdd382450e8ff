import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const uid: Attack = {
  id: 'reload-uid', title: 'after a reload the session is said to be somebody else\'s', aimed: ['box'], scene: 'desk-reload',
  arm: ({ proxy, world }) => { proxy.swap<Session>('GET session', (session) => { session.uid = world.lead.person.uid; }); },
  expected: { says: ['refused.content'] },
};

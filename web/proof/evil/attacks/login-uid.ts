import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const uid: Attack = {
  id: 'login-uid', title: 'the session is said to be somebody else\'s', aimed: ['box'], scene: 'back-by-code',
  arm: ({ proxy, world }) => {
    proxy.swap<Session>('POST auth/login', (session) => { session.uid = world.own.lead.person.uid; });
    proxy.on('POST session/alive', () => ({ status: 204, headers: {}, body: Buffer.alloc(0) })); // the operator keeps it alive under that name
  },
  expected: { says: ['refused.content'] },
};

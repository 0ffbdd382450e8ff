import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const joined: Attack = {
  id: 'join-other-session', title: 'whoever follows an invitation is answered with a session in the operator\'s agency', aimed: ['wrap'], scene: 'join',
  arm: ({ proxy, world }) => { proxy.swap<Session>('POST auth/register', (session) => { session.agency = world.own.agency; }); },
  expected: { says: ['refused.account'] },
};

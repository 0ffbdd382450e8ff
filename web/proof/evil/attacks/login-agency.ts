import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const agency: Attack = {
  id: 'login-agency', title: 'the session is said to be one of another agency', aimed: ['wrap'], scene: 'back-by-code',
  arm: ({ proxy, world }) => { proxy.swap<Session>('POST auth/login', (session) => { session.agency = world.own.agency; }); },
  expected: { says: ['refused.account'] },
};

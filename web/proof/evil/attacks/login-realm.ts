import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const realm: Attack = {
  id: 'login-realm', title: 'a seeker\'s session is said to be one of staff', aimed: ['wrap'], scene: 'back-by-code',
  arm: ({ proxy }) => { proxy.swap<Session>('POST auth/login', (session) => { session.realm = 'staff'; }); },
  expected: { says: ['refused.account'] },
};

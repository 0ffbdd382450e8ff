import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const none: Attack = {
  id: 'login-wrap-none', title: 'signed in, but without a wrap to open', aimed: ['wrap'], scene: 'back-by-code',
  arm: ({ proxy }) => { proxy.swap<Session>('POST auth/login', (session) => { session.wrap = null; }); },
  expected: { says: ['refused.account'] },
};

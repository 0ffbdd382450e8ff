import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const method: Attack = {
  id: 'login-wrap-other-method', title: 'the wrap is said to be one for a password, though a code was typed', aimed: ['wrap'], scene: 'desk-by-code',
  arm: ({ proxy }) => { proxy.swap<Session>('POST auth/login', (session) => { session.wrap!.method = 'pw'; }); },
  expected: { says: ['refused.account'] },
};

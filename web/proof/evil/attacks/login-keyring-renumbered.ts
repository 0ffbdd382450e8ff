import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const renumbered: Attack = {
  id: 'login-keyring-renumbered', title: 'the keyring under a higher number than it was sealed with', aimed: ['box'], scene: 'back-by-code',
  arm: ({ proxy }) => { proxy.swap<Session>('POST auth/login', (session) => { session.keyring.version++; }); },
  expected: { says: ['refused.content'] },
};

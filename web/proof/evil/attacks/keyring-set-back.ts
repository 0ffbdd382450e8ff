import type { Attack } from '../attack';
import type { Session } from '../../../src/crypto/wire';

export const setBack: Attack = {
  id: 'keyring-set-back', title: 'after a reload the keyring comes under an older version than the tab had seen', aimed: ['box'], scene: 'reload',
  arm: ({ proxy }) => { proxy.swap<Session>('GET session', (session) => { session.keyring.version--; }); },
  expected: { says: ['refused.account'] },
};

import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const vault: Attack = {
  id: 'login-vault-of-another', title: 'somebody else\'s vault, with other pins', aimed: ['box'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const { vault: other } = (await world.own.lead.keys.ring()).session;
    proxy.swap<Session>('POST auth/login', (session) => { session.vault = other; });
  },
  expected: { says: ['refused.content'] },
};

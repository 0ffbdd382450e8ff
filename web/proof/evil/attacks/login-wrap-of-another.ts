import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const another: Attack = {
  id: 'login-wrap-of-another', title: 'the wrap of somebody else\'s account', aimed: ['box'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const { wrap } = (await world.own.lead.keys.ring()).session;
    proxy.swap<Session>('POST auth/login', (session) => { session.wrap = wrap; });
  },
  expected: { says: ['refused.content'] },
};

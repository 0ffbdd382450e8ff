import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { another } from '../insider';

export const attack: Attack = {
  id: 'recover-wrap-of-another', title: 'the return code is answered with somebody else\'s wrap', aimed: ['box'], scene: 'recover',
  arm: async ({ proxy, world }) => {
    const { wrap } = (await (await another(world)).seeker.ring()).session;
    proxy.swap<Session>('POST auth/recover', (session) => { session.wrap = wrap; });
  },
  expected: { says: ['refused.content'] },
};

import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { another } from '../insider';

export const attack: Attack = {
  id: 'recover-another-account', title: 'the return code is accepted for somebody else\'s account, which comes whole', aimed: ['box'], scene: 'recover', long: true,
  arm: async ({ proxy, world }) => {
    const { session } = await (await another(world)).seeker.ring();
    proxy.swap<Session>('POST auth/recover', () => session);
  },
  expected: { says: ['refused.content'] },
};

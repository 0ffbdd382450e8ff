import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { another } from '../insider';

export const attack: Attack = {
  id: 'recover-keyring-of-another', title: 'the own wrap, with somebody else\'s keyring', aimed: ['box'], scene: 'recover', long: true,
  arm: async ({ proxy, world }) => {
    const { keyring } = (await (await another(world)).seeker.ring()).session;
    proxy.swap<Session>('POST auth/recover', (session) => { session.keyring = keyring; });
  },
  expected: { says: ['refused.content'] },
};

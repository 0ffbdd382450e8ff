import type { Versioned } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { another } from '../insider';

export const attack: Attack = {
  id: 'password-keyring-of-another', title: 'before the password is changed, a newer keyring comes that is somebody else\'s', aimed: ['box'], scene: 'new-password', long: true,
  arm: async ({ proxy, world }) => {
    const { box } = (await (await another(world)).seeker.ring()).session.keyring;
    proxy.swap<Versioned>('GET me/keyring', ({ version }) => ({ version: version + 1, box }));
  },
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}'] },
};

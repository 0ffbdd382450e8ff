import type { Wrap } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { another } from '../insider';

export const attack: Attack = {
  id: 'password-wrap-of-another', title: 'the old password is proved, and answered with somebody else\'s wrap', aimed: ['wrap'], scene: 'new-password', long: true,
  arm: async ({ proxy, world }) => {
    const { wrap } = (await (await another(world)).seeker.ring()).session;
    proxy.swap<{ wrap: Wrap }>('POST me/proof', (body) => { body.wrap = wrap!; });
  },
  expected: { says: ['refused.account'], may: ['PUT session/tabs/{}'] },
};

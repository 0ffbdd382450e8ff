import type { Wrap } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { notGone } from '../ending';
import { another } from '../insider';

export const attack: Attack = {
  id: 'erase-proof-of-another', title: 'what was typed before deleting is answered with somebody else\'s wrap', aimed: ['box'], scene: 'erase', long: true,
  arm: async ({ proxy, world }) => {
    const { wrap } = (await (await another(world)).seeker.ring()).session;
    proxy.swap<{ wrap: Wrap }>('POST me/proof', (body) => { body.wrap = wrap!; });
  },
  expected: { says: ['refused.content', 'erasure.not_done'], may: ['PUT session/tabs/{}'], also: notGone },
};

import { newEncKey } from '../../../src/crypto/keys';
import type { Attack } from '../attack';
import { keyGrant } from '../forge';

export const false_: Attack = {
  id: 'agency-key-false', title: 'a lead gives an intake key that is not the one of the manifest', aimed: ['G9'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const { seed } = await newEncKey(), grant = await keyGrant(world, world.lead, (body) => { Object.assign(body, { kid: seed.kid, seed: seed.seed, old: [] }); });
    proxy.swap<{ grants: unknown[] }>('GET me/grants', () => ({ grants: [grant] }));
  },
  // Signed in by then: what a reload needs may be on its way.
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}'] },
};

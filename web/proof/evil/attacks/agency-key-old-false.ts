import { newEncKey } from '../../../src/crypto/keys';
import type { Attack } from '../attack';
import { keyGrant } from '../forge';

export const oldFalse: Attack = {
  id: 'agency-key-old-false', title: 'the agency\'s real key, with an older one under another\'s name', aimed: ['G9'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const [one, other] = [await newEncKey(), await newEncKey()], grant = await keyGrant(world, world.lead, (body) => { body.old = [{ kid: one.seed.kid, seed: other.seed.seed }]; });
    proxy.swap<{ grants: unknown[] }>('GET me/grants', () => ({ grants: [grant] }));
  },
  // Signed in by then: what a reload needs may be on its way.
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}'] },
};

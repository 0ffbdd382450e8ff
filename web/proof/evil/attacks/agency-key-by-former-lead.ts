import type { Attack } from '../attack';
import { keyGrant } from '../forge';

export const former: Attack = {
  id: 'agency-key-by-former-lead', title: 'the agency\'s real key, given by somebody who was a lead and is no member any more', aimed: ['G6'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const grant = await keyGrant(world, world.gina);
    proxy.swap<{ grants: unknown[] }>('GET me/grants', () => ({ grants: [grant] }));
  },
  // Signed in by then: what a reload needs may be on its way.
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}'] },
};

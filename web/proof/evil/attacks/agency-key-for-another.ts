import type { Attack } from '../attack';
import { keyGrant } from '../forge';

export const another: Attack = {
  id: 'agency-key-for-another', title: 'a key of the agency that a lead gave to somebody else, sealed anew for this counsellor', aimed: ['G3'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const grant = await keyGrant(world, world.lead, (body) => { body.to = { uid: world.gina.person.uid }; });
    proxy.swap<{ grants: unknown[] }>('GET me/grants', () => ({ grants: [grant] }));
  },
  // Signed in by then: what a reload needs may be on its way.
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}'] },
};

import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-other-agency', title: 'a grant of the operator\'s own agency for the same case', aimed: ['G4'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), body = { ...await grant(of, 'enquiry'), agency: stage.world.own.agency };
    enquiry(stage, await seal(of, body, null), null, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

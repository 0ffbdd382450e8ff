import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-other-role', title: 'a grant to the continuity role, sealed to the intake key all the same', aimed: ['G3'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), body = { ...await grant(of, 'enquiry'), to: { role: 'continuity' as const }, to_kid: of.manifest.roles.continuity!.kid };
    enquiry(stage, await seal(of, body, null), null, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-restore', title: 'a grant to restore a lost case, which nobody can check yet', aimed: ['G6'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), body = { ...await grant(of, 'enquiry'), why: 'restore' };
    enquiry(stage, await seal(of, body, null), null, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-unsigned-later', title: 'a grant without a signature, as only a first enquiry may have, for a later epoch', aimed: ['G6'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), body = { ...await grant(of, 'enquiry', crypto.getRandomValues(new Uint8Array(32))), epoch: 3 };
    enquiry(stage, await seal(of, body, null), null, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

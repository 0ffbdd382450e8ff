import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, resealed, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-unsigned-later', title: 'a grant without a signature, as only a first enquiry may have, for a later epoch', aimed: ['G6'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), ck = crypto.getRandomValues(new Uint8Array(32)), body = { ...await grant(of, 'enquiry', ck), epoch: 3 };
    enquiry(stage, await seal(of, body, null), null, body, await resealed(stage, of, ck, 3));
  },
  expected: { says: ['refused.content'], may: reading },
};

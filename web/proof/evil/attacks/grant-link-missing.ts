import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, resealed, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-link-missing', title: 'a new epoch with a key of the operator, signed by Karin, without the link that only the key before can make', aimed: ['G7'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), ck = crypto.getRandomValues(new Uint8Array(32)), body = { ...await grant(of, 'release', ck), why: 'rotate', epoch: 1 };
    enquiry(stage, await seal(of, body, of.karin.signer), of.karin.uid, body, await resealed(stage, of, ck, 1));
  },
  expected: { says: ['refused.content'], may: reading },
};

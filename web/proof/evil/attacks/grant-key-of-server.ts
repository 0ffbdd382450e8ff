import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, resealed, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-key-of-server', title: 'a case is put back with a key that the server has made and knows; nobody has signed it', aimed: ['G6'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), ck = crypto.getRandomValues(new Uint8Array(32)), body = await grant(of, 'release', ck);
    enquiry(stage, await seal(of, body, null), of.karin.uid, body, await resealed(stage, of, ck));
  },
  expected: { says: ['refused.content'], may: reading },
};

import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-key-of-server', title: 'a case is put back with a key that the server has made and knows; nobody has signed it', aimed: ['G6'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), body = await grant(of, 'release', crypto.getRandomValues(new Uint8Array(32)));
    enquiry(stage, await seal(of, body, null), of.karin.uid, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

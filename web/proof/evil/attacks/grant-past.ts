import type { Attack } from '../attack';
import { day, enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-past', title: 'a grant that ended yesterday is served as if it still held', aimed: ['G8'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), body = { ...await grant(of, 'release'), until: day(-1) };
    enquiry(stage, await seal(of, body, of.karin.signer), of.karin.uid, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-with-note-key', title: 'a seeker gives a note key with the enquiry: notes sealed under it would be the seeker\'s to read', aimed: ['G6'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), { nk, nk_id } = await grant(of, 'release'), body = { ...await grant(of, 'enquiry'), nk, nk_id };
    enquiry(stage, await seal(of, body, null), null, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

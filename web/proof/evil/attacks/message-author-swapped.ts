import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-author-swapped', title: 'a message of one counsellor is sealed and signed as another one\'s, by the key of the first', aimed: ['E1'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { author: stage.world.lead.person.uid, role: 'lead' }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

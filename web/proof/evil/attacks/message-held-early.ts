import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-held-early', title: 'an answer that can still be taken back is shown to the seeker', aimed: ['E4'], scene: 'back-by-code',
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { order: 0 }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

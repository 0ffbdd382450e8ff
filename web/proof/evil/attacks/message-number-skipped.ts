import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-number-skipped', title: 'a message whose number says that one before it is missing', aimed: ['E4'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { seq: 3 }));
  },
  expected: { says: ['case.gap_text'], may: reading, also: unseen },
};

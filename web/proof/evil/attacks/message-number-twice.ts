import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-number-twice', title: 'two different messages with one number of the same author', aimed: ['E4'], scene: 'back-by-code',
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { seq: 1 }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

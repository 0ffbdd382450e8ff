import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-half-character', title: 'a well signed message with half of a character in it', aimed: ['E5', 'strict'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { json: (json) => json.replace('Unterschoben', 'Unterschoben\\ud83d') }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

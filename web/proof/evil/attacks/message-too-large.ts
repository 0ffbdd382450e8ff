import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-too-large', title: 'a message larger than any client writes', aimed: ['E5'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { json: (json) => json.replace('Unterschoben', `Unterschoben${'a'.repeat(200_000)}`) }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

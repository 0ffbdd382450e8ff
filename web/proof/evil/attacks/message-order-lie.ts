import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-order-lie', title: 'the server gives an order number that it has given already', aimed: ['E4'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { order: 2 }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

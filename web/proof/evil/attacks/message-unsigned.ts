import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-unsigned', title: 'a line of the staff without a signature: whoever has the key of the case could write it', aimed: ['E1'], scene: 'back-by-code',
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { signer: null }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

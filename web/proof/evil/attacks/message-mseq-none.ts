import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-mseq-none', title: 'a line of the staff names no manifest, as only seekers may', aimed: ['E1'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { mseq: null }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-mseq-ahead', title: 'a message names a manifest that there is not yet', aimed: ['E1'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { mseq: of.manifest.seq + 40 }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

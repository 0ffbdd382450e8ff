import { concat, lp } from '../../../src/crypto/bytes';
import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-unpadded', title: 'a well sealed message without padding, whose length would tell how much was written', aimed: ['box'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { plain: (json, sig) => concat(lp(json), lp(sig)) }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

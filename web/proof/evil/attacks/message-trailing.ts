import { pad } from '../../../src/crypto/box';
import { concat, lp } from '../../../src/crypto/bytes';
import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-trailing', title: 'a well sealed message with something behind its two parts', aimed: ['E5'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { plain: (json, sig) => pad(concat(lp(json), lp(sig), new Uint8Array([1]))) }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

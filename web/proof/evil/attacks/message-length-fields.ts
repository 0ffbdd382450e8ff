import { pad } from '../../../src/crypto/box';
import { concat } from '../../../src/crypto/bytes';
import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-length-fields', title: 'a well sealed message whose inner lengths point behind its end', aimed: ['E5'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { plain: (json) => pad(concat(new Uint8Array([255, 255, 255, 255]), json)) }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

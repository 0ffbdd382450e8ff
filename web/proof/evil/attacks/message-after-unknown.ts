import { b64 } from '../../../src/crypto/bytes';
import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-after-unknown', title: 'a message that follows on one that nobody has', aimed: ['E4'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { prev: b64(crypto.getRandomValues(new Uint8Array(32))) }));
  },
  expected: { says: ['case.gap_text'], may: reading, also: unseen },
};

import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-seeker-signed', title: 'a line in the seeker\'s name with a signature, so that it could be proved to others', aimed: ['E3'], scene: 'back-by-code',
  arm: async (stage) => {
    const of = await inside(stage), { keyring } = await stage.case.seeker.ring();
    serve(stage, await message(of, { author: of.row.seeker, role: 'seeker', mseq: null, signer: keyring.pin! }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

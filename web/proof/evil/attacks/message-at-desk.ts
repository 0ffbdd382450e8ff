import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-at-desk', title: 'at the desk: a line in the seeker\'s name, sealed with the key of the case and signed by a dismissed counsellor', aimed: ['E3'], scene: 'desk-case', long: true,
  arm: async (stage) => {
    const of = await inside(stage), { keys } = stage.world.gina;
    serve(stage, await message(of, { author: of.row.seeker, role: 'seeker', mseq: null, signer: await keys.signer() }));
  },
  expected: { says: ['desk.cannot_open'], may: reading, also: unseen },
};

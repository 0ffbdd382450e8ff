import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-seeker-other', title: 'a line in the name of another seeker', aimed: ['E3'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { author: stage.world.karin.person.uid, role: 'seeker', mseq: null, signer: null }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

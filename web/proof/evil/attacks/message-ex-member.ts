import type { Attack } from '../attack';
import { inside, message, reading, serve, stillNamed, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-ex-member', title: 'a dismissed counsellor writes with her real key, under the manifest that still named her', aimed: ['E2'], scene: 'back-by-code',
  arm: async (stage) => {
    const of = await inside(stage), { person, keys } = stage.world.gina;
    serve(stage, await message(of, { author: person.uid, mseq: stillNamed, signer: await keys.signer() }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

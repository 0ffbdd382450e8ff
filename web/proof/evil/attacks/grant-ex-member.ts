import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-ex-member', title: 'a case is put back by a counsellor who was dismissed; her key is real and her signature good', aimed: ['G6'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), signer = await stage.world.gina.keys.signer(), by = stage.world.gina.person.uid;
    const body = { ...await grant(of, 'release'), by, by_kid: signer.kid };
    enquiry(stage, await seal(of, body, signer), by, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

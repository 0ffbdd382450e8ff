import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-other-person', title: 'a grant to the lead, sealed to the intake key, which Karin holds as well', aimed: ['G3'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), { keyring } = await stage.world.lead.keys.ring();
    const body = { ...await grant(of, 'release'), why: 'assign', to: { uid: stage.world.lead.person.uid }, to_kid: keyring.enc[0]!.kid };
    enquiry(stage, await seal(of, body, of.karin.signer), of.karin.uid, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

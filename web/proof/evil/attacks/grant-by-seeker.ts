import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-by-seeker', title: 'a seeker signs a grant that only staff may give', aimed: ['G6'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), signer = (await stage.case.seeker.ring()).keyring.pin!;
    const body = { ...await grant(of, 'release'), by: of.row.seeker, by_kid: signer.kid };
    enquiry(stage, await seal(of, body, signer), of.row.seeker, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

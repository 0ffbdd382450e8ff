import { wrapFor } from '../../../src/crypto/age';
import { b64, utf8 } from '../../../src/crypto/bytes';
import type { Attack } from '../attack';
import { enquiry, grant, inside, reading } from '../insider';
import { signedText } from '../keys';

export const attack: Attack = {
  id: 'grant-two-meanings', title: 'a grant whose text names its case twice: which one counts depends on the reader', aimed: ['G2', 'strict'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), body = await grant(of, 'release'), text = JSON.stringify(body).replace('"obj":', `"id":"${stage.world.agency}","obj":`);
    const file = await wrapFor(of.manifest.roles.intake.rcpt, utf8(signedText('sg1/grant', text, [of.karin.signer])));
    enquiry(stage, b64(file), of.karin.uid, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

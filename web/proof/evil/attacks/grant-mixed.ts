import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Attack } from '../attack';
import { enquiry, grant, inside, reading } from '../insider';
import { signedText } from '../keys';

export const attack: Attack = {
  id: 'grant-mixed', title: 'the file of a grant has a second, classic recipient beside the right one', aimed: ['G1'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), encrypter = new Encrypter();
    encrypter.addRecipient(of.manifest.roles.intake.rcpt);
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
    enquiry(stage, Buffer.from(await encrypter.encrypt(signedText('sg1/grant', JSON.stringify(await grant(of, 'enquiry')), []))).toString('base64url'));
  },
  expected: { says: ['refused.content'], may: reading },
};

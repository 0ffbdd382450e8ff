import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Attack } from '../attack';
import { enquiry, grant, inside, reading } from '../insider';
import { signedText } from '../keys';

export const attack: Attack = {
  id: 'grant-classic', title: 'the file of a grant is for a classic key, which a recorder may open one day', aimed: ['G1'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
    enquiry(stage, Buffer.from(await encrypter.encrypt(signedText('sg1/grant', JSON.stringify(await grant(of, 'enquiry')), []))).toString('base64url'));
  },
  expected: { says: ['refused.content'], may: reading },
};

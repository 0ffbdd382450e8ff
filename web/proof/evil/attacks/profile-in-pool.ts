import { recipient } from '../../../src/crypto/age';
import { unb64 } from '../../../src/crypto/bytes';
import { newEncKey } from '../../../src/crypto/keys';
import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { inside, profile, reading } from '../insider';

export const attack: Attack = {
  id: 'profile-in-pool', title: 'the profile of an enquiry names a key that its pin key has not signed', aimed: ['P1'], scene: 'desk-pool', long: true,
  arm: async (stage) => {
    const of = await inside(stage), { keyring } = await stage.case.seeker.ring(), { seed, rcpt } = await newEncKey();
    const swapped = await profile(stage, of, 1, { enc: { kid: seed.kid, rcpt } }, keyring.pin!, await recipient(unb64(keyring.enc[0]!.seed)));
    stage.proxy.swap<{ case: Case }>('GET enquiries/{}', (body) => { body.case.profile = swapped; });
  },
  expected: { says: ['refused.content'], may: reading },
};

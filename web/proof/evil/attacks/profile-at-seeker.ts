import { newEncKey, newSigKey } from '../../../src/crypto/keys';
import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { inside, profile, reading } from '../insider';

export const attack: Attack = {
  id: 'profile-at-seeker', title: 'the seeker is shown a profile that another key has signed', aimed: ['P2'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage), pin = (await newSigKey()).seed, { rcpt } = await newEncKey();
    const swapped = await profile(stage, of, 2, {}, pin, rcpt);
    stage.proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.profile = swapped; });
  },
  expected: { says: ['refused.content'], may: reading },
};

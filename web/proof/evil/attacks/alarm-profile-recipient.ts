import { newEncKey, newSigKey } from '../../../src/crypto/keys';
import type { KeyedCase } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { inside, profile } from '../insider';

export const attack: Attack = {
  id: 'alarm-profile-recipient', title: 'the profile to be sealed anew names a recipient of the operator\'s, signed by another pin key', aimed: ['P2'], scene: 'alarm', long: true,
  arm: async (stage) => {
    const of = await inside(stage), { seed } = await newSigKey(), { rcpt } = await newEncKey(), forged = await profile(stage, of, of.row.profile.version, {}, seed, rcpt);
    stage.proxy.swap<{ cases: KeyedCase[] }>('GET me/keys', ({ cases }) => { cases[0]!.profile = forged; });
  },
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}', 'PUT me/vault'] },
};

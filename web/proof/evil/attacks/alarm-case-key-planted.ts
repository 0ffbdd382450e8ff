import { b64 } from '../../../src/crypto/bytes';
import { ckIdOf } from '../../../src/crypto/keys';
import type { KeyedCase } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'alarm-case-key-planted', title: 'the case is said to have another key than the one that was pinned', aimed: ['G4'], scene: 'alarm',
  arm: async ({ proxy }) => {
    const other = b64(await ckIdOf(new Uint8Array(32).fill(7)));
    proxy.swap<{ cases: KeyedCase[] }>('GET me/keys', ({ cases }) => { cases[0]!.ck_id = other; });
  },
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}', 'PUT me/vault'] },
};

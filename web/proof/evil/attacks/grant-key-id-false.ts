import { b64 } from '../../../src/crypto/bytes';
import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-key-id-false', title: 'the id beside a key is not that key\'s, but that of the case', aimed: ['G5'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), body = { ...await grant(of, 'enquiry'), ck: b64(crypto.getRandomValues(new Uint8Array(32))) };
    enquiry(stage, await seal(of, body, null), null, body);
  },
  expected: { says: ['refused.content'], may: reading },
};

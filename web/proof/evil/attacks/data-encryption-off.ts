import { expect } from '@playwright/test';
import { unb64 } from '../../../src/crypto/bytes';
import type { NewEnquiry } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { json } from '../proxy';

export const attack: Attack = {
  id: 'data-encryption-off', title: 'wherever the server can say something it says that nothing is to be sealed', aimed: ['data'], scene: 'first-letter',
  arm: ({ proxy }) => {
    const off = { encryption: false, encrypt: false, plain: true, e2e: 'off', sealed: false, debug: true };
    for (const on of ['GET agencies/{}', 'GET agencies/{}/directory', 'POST auth/register', 'GET session', 'GET me/drafts']) proxy.swap<object>(on, (body) => ({ ...body, ...off }));
  },
  expected: {
    says: [], call: false, harmless: true,
    also: async ({ proxy }) => {
      const sent = json<NewEnquiry>(proxy.calls('POST enquiries')[0]!);
      for (const box of [sent.message.box, sent.profile.box, sent.self, sent.vault.box]) expect(Array.from(unb64(box).slice(0, 2))).toEqual([1, 1]);
      for (const { file } of sent.grants) expect(Buffer.from(file, 'base64url').subarray(0, 39).toString()).toBe('age-encryption.org/v1\n-> mlkem768x25519');
    },
  },
};

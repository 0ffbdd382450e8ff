import type { Attack } from '../attack';
import { enquiry, reading } from '../insider';

export const attack: Attack = {
  id: 'grant-stanzas', title: 'the file of a grant has ten thousand recipients', aimed: ['G1'], scene: 'desk-pool', long: true,
  arm: (stage) => {
    const body = Buffer.alloc(32, 9).toString('base64').replace(/=+$/, ''), right = `-> mlkem768x25519 ${'A'.repeat(1494)}\n${body}\n`, more = `-> X25519 ${body}\n${body}\n`;
    enquiry(stage, Buffer.from(`age-encryption.org/v1\n${right}${more.repeat(10_000)}--- ${body}\n${'x'.repeat(64)}`).toString('base64url'));
  },
  expected: { says: ['refused.content'], may: reading },
};

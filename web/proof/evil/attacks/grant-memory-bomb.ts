import type { Attack } from '../attack';
import { enquiry, reading } from '../insider';

export const attack: Attack = {
  id: 'grant-memory-bomb', title: 'the file of a grant asks for a password calculation of a terabyte', aimed: ['G1'], scene: 'desk-pool',
  arm: (stage) => {
    const salt = Buffer.alloc(16, 7).toString('base64').replace(/=+$/, ''), body = Buffer.alloc(32, 9).toString('base64').replace(/=+$/, '');
    enquiry(stage, Buffer.from(`age-encryption.org/v1\n-> scrypt ${salt} 30\n${body}\n--- ${body}\n${'x'.repeat(64)}`).toString('base64url'));
  },
  expected: { says: ['refused.content'], may: reading },
};

import type { Row } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-rows', title: 'a hundred thousand rows in the list of the desk', aimed: ['data'], scene: 'desk-by-code',
  arm: ({ proxy }) => {
    proxy.swap<{ rows: Row[] }>('GET desk', (body) => {
      const row = { topic: '', lang: 'de', state: 'open', created: 1, last_order: 1, last_time: 1, last_role: 'seeker', promised_at: null, late_at: null, marks: [], counsellor: null };
      body.rows = Array.from({ length: 100_000 }, (_, i) => ({ ...row, id: `${'A'.repeat(15)}${String(i).padStart(6, '0')}A` }) as unknown as Row);
    });
  },
  expected: { says: ['problem.internal'], may: ['POST auth/login', ...reading] },
};

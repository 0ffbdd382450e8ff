import { expect } from '@playwright/test';
import type { Attack } from '../attack';

export const alias: Attack = {
  id: 'member-alias-swapped', title: 'the record of whoever answers comes with another name, under the hash of the real one', aimed: ['E1'], scene: 'back-by-code',
  arm: ({ proxy }) => { proxy.swap<{ record: string }>('GET members/{}', (answer) => { answer.record = answer.record.replace('Frau K.', 'Frau X.'); }); },
  expected: { says: ['case.sealed'], may: ['PUT session/tabs/{}', 'PUT me/vault'], also: async ({ page }) => { await expect(page.getByText('Frau X.')).toHaveCount(0); } },
};

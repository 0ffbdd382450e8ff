import { expect } from '@playwright/test';
import type { Attack } from '../attack';

export const raised: Attack = {
  id: 'member-role-raised', title: 'a counsellor\'s own record comes with the role of a lead, which nobody has signed', aimed: ['D1'], scene: 'desk-by-code',
  arm: ({ proxy }) => {
    proxy.swap<{ record: string }>('GET members/{}', (answer) => { answer.record = answer.record.replace(/"roles":\[[^\]]*\]/, '"roles":["counsellor","intake","lead"]'); });
  },
  expected: { says: ['refused.directory'], also: async ({ page }) => { await expect(page.getByRole('button', { name: 'Team' })).toHaveCount(0); } },
};

import { expect } from '@playwright/test';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'data-agency-broken', title: 'what the agency says of itself lacks the numbers to call', aimed: ['data'], scene: 'first-letter',
  arm: ({ proxy }) => {
    proxy.swap<Record<string, unknown>>('GET agencies/{}', (agency) => { delete agency['crisis']; });
  },
  expected: {
    says: ['problem.internal'], call: false,
    also: async ({ page }) => { await expect(page.locator('.notice a[href="tel:112"]').first()).toBeVisible(); },
  },
};

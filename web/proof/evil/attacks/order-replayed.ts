import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { reordered } from '../ending';

export const attack: Attack = {
  id: 'order-replayed', title: 'an order of last year, which was declined then, is said to wait again: its day stands there, and the person is asked again', aimed: ['O4'], scene: 'ordered', long: true,
  arm: async (stage) => { reordered(stage, (body) => { body.at = '2025-10-21'; }, [await stage.world.karin.keys.signer()]); },
  expected: { says: [], call: false, harmless: true, also: async ({ page }) => { await expect(page.getByText(/21\. Oktober 2025/)).toBeVisible(); } },
};

import { expect } from '@playwright/test';
import type { Manifest } from '../../../src/crypto/documents';
import type { Attack } from '../attack';
import { inDirectory, unsignedChange } from '../forge';

const false_ = '+43 1 9999999';

export const contact: Attack = {
  id: 'contact-swapped', title: 'the manifest names another telephone for when something fails, under the old signature', aimed: ['D5'], scene: 'first-letter',
  arm: ({ proxy }) => {
    inDirectory(proxy, (directory) => {
      directory.manifest = unsignedChange<Manifest>(directory.manifest!, (body) => { body.contact = { phone: false_, emergency: [{ label: 'Notruf', number: false_ }] }; });
    });
  },
  expected: { says: ['refused.directory'], also: async ({ page }) => { await expect(page.locator('a[href="tel:+4319999999"]')).toHaveCount(0); } },
};

import { expect } from '@playwright/test';
import type { Session } from '../../../src/crypto/wire';
import { again } from '../account';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'recover-answer-of-before', title: 'the new code is taken, and answered with the account as it was before: it is not shown, and the same press again shows it', aimed: ['box'], scene: 'recover', long: true,
  arm: ({ proxy }) => {
    let times = 0;
    proxy.swap<Session>('PUT auth/recover', (session) => (times++ ? session : proxy.kept<Session>('POST auth/recover')));
  },
  expected: {
    says: ['refused.content'], may: ['PUT auth/recover', 'PUT me/vault', 'PUT session/tabs/{}'],
    also: async ({ page }) => {
      await expect(page.locator('.return-code')).toHaveCount(0);
      await again(page, 'Passwort festlegen');
      await expect(page.locator('.return-code')).toBeVisible();
    },
  },
};

import { expect } from '@playwright/test';
import type { Registration, Session } from '../../../src/crypto/wire';
import type { Agency } from '../../../src/session/agency';
import type { Attack } from '../attack';

export const numbers: Attack = {
  id: 'numbers-swapped', title: 'the page\'s own data name other telephones, and then something is made to fail so that they are called', aimed: ['data'], scene: 'first-letter',
  arm: ({ proxy }) => {
    proxy.swap<Agency>('GET agencies/{}', (agency) => {
      agency.contact.phone = '+43 1 9999999';
      for (const country of agency.crisis) for (const number of country.numbers) number.number = '+43 1 9999999';
    });
    proxy.swap<Session>('POST auth/register', (session, { body }) => { session.uid = (JSON.parse(body.toString()) as Registration).rc_id!; });
  },
  // The bite is the first answer of all, so the account itself still goes out; the letter does not.
  expected: { says: ['refused.account'], may: ['POST auth/register'], also: async ({ page }) => { await expect(page.locator('.notice.danger a[href="tel:+4319999999"]')).toHaveCount(0); } },
};

import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { reordered } from '../ending';

export const attack: Attack = {
  id: 'order-not-in-charge', title: 'a lead who is not in charge of the case has signed the order: her name stands there, not the counsellor\'s', aimed: ['O4'], scene: 'ordered', long: true,
  arm: async (stage) => {
    const { lead } = stage.world, signer = await lead.keys.signer();
    reordered(stage, (body) => { Object.assign(body, { by: lead.person.uid, by_kid: signer.kid }); }, [signer]);
  },
  expected: { says: [], call: false, uncounted: 'a lead may order it, and stands there as who did', may: ['POST auth/login', 'PUT session/tabs/{}', 'PUT me/vault'], also: async ({ page }) => { await expect(page.getByText('Frau L. hat am')).toBeVisible(); await expect(page.getByText('Frau K.')).toHaveCount(0); } },
};

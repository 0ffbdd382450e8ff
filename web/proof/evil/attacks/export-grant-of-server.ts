import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { archiveGrant, onOpening } from '../shelf';

export const attack: Attack = {
  id: 'export-grant-of-server', title: 'what is to be taken along is opened by a grant of the operator\'s: no file is made', aimed: ['G6'], scene: 'export', long: true,
  arm: async (stage) => {
    const { seed } = await stage.world.own.lead.keys.signer(), file = await archiveGrant(stage, () => undefined, seed);
    onOpening(stage, (stretch) => { stretch.grant.file = file; });
  },
  expected: { says: ['refused.content'], may: ['POST archive/{}/opening', 'PUT session/tabs/{}'], also: async ({ page }) => { await expect(page.getByText(/Gespeichert: case-/)).toHaveCount(0); } },
};

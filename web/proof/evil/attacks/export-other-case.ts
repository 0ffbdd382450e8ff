import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { onOpening, shelf } from '../shelf';

export const attack: Attack = {
  id: 'export-other-case', title: 'what is to be taken along is another case, whole and sound: no file is made', aimed: ['G4'], scene: 'export', long: true,
  arm: async (stage) => {
    const other = await (await shelf(stage.world)).opening(1);
    onOpening(stage, () => other);
  },
  expected: { says: ['refused.content'], may: ['POST archive/{}/opening', 'PUT session/tabs/{}'], also: async ({ page }) => { await expect(page.getByText(/Gespeichert: case-/)).toHaveCount(0); } },
};

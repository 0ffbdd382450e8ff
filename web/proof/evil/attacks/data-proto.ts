import { expect } from '@playwright/test';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'data-proto', title: 'keys that would change what every object is', aimed: ['data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    for (const on of ['GET cases', 'GET cases/{}', 'GET cases/{}/messages', 'GET agencies/{}']) proxy.text(on, (body) => body.replaceAll('{"', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"'));
  },
  expected: {
    says: [], call: false, harmless: true,
    also: async ({ page }) => { expect(await page.evaluate(() => 'polluted' in {})).toBe(false); },
  },
};

import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { stream } from '../insider';

let said: ReturnType<typeof stream>;

export const attack: Attack = {
  id: 'live-nonsense', title: 'events that are no JSON, no object, or of a kind that there is not', aimed: ['data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    said = stream(proxy, () => ['null', '7', '"again"', '[]', '{"kind":"<b>"}', '{"kind":null}', '{"__proto__":{"kind":"again"}}', '{'].map((said) => `data: ${said}\n\n`).join(''));
  },
  expected: {
    says: [], call: false, harmless: true,
    also: async ({ proxy }) => {
      await expect.poll(() => said.left, { message: 'the page lets go of what it cannot read' }).toBeGreaterThan(0);
      expect(proxy.calls('GET events').length).toBeLessThan(20);
    },
  },
};

import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { endless } from '../insider';

export const attack: Attack = {
  id: 'file-endless', title: 'an attachment without end', aimed: ['data'], scene: 'file-open', long: true,
  arm: ({ proxy }) => { flow = endless(proxy, 'GET files/{}', 'SGF1', 'x'.repeat(65_536)); },
  expected: {
    says: ['problem.internal'], may: ['PUT session/tabs/{}', 'PUT me/vault'],
    also: async () => { await expect.poll(() => flow!.left).toBe(1); expect(flow!.bytes).toBeLessThan(8_000_000); },
  },
};
let flow: ReturnType<typeof endless> | null = null;

import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { endless, reading } from '../insider';

let flow: ReturnType<typeof endless>;

export const attack: Attack = {
  id: 'data-endless', title: 'an answer that never ends', aimed: ['data'], scene: 'back-by-code',
  arm: ({ proxy }) => {
    flow = endless(proxy, 'GET cases/{}', '{"case":"', 'x'.repeat(1 << 20));
  },
  expected: {
    says: ['problem.internal'], may: reading,
    also: async () => {
      await expect.poll(() => flow.left, { message: 'the page hangs up' }).toBe(1);
      expect(flow.bytes).toBeLessThan(64e6);
    },
  },
};

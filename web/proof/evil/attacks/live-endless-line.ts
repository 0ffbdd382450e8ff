import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { stream } from '../insider';

let said: ReturnType<typeof stream>;

export const attack: Attack = {
  id: 'live-endless-line', title: 'the stream of events begins a line and never ends it', aimed: ['data'], scene: 'back-by-code',
  arm: ({ proxy }) => {
    said = stream(proxy, () => 'x'.repeat(65_536), 'data: ');
  },
  expected: {
    says: [], call: false, harmless: true,
    also: async ({ proxy }) => {
      await expect.poll(() => said.left, { message: 'the page hangs up' }).toBeGreaterThan(0);
      expect(said.bytes / said.left).toBeLessThan(32e6); // what lies in the buffers on the way is among it
      expect(proxy.calls('GET events').length).toBeLessThan(20);
    },
  },
};

import { expect } from '@playwright/test';
import { b64 } from '../../../src/crypto/bytes';
import type { Attack } from '../attack';
import { stream } from '../insider';

let said: ReturnType<typeof stream>;

export const attack: Attack = {
  id: 'live-flood', title: 'ten thousands of events, each for another case, and between them that everything is to be fetched anew', aimed: ['data'], scene: 'back-by-code',
  arm: ({ proxy }) => {
    said = stream(proxy, () => Array.from({ length: 200 }, () => `data: ${JSON.stringify({ kind: 'case', case: b64(crypto.getRandomValues(new Uint8Array(16))) })}\n\ndata: {"kind":"again"}\n\n`).join(''));
  },
  expected: {
    says: [], call: false, harmless: true,
    also: async ({ proxy }) => {
      await expect.poll(() => said.left, { message: 'the page hangs up' }).toBeGreaterThan(0);
      expect(proxy.calls('GET cases/{}').length / said.left, 'looks for each connection').toBeLessThan(20);
    },
  },
};

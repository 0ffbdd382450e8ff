import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { stream } from '../insider';

let said: ReturnType<typeof stream>;

export const attack: Attack = {
  id: 'live-foreign', title: 'events for other cases, and for places that are none', aimed: ['data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    said = stream(proxy, () => ['../me/keyring', 'AAAAAAAAAAAAAAAAAAAAAA', '<img src=x onerror=alert(1)>', null, 7, { toString: 1 }].map((of) => `data: ${JSON.stringify({ kind: 'case', case: of })}\n\n`).join('') + ': \n\n', '', 1);
  },
  expected: {
    says: [], call: false, harmless: true,
    also: async ({ proxy }) => {
      await expect.poll(() => said.bytes).toBeGreaterThan(100);
      expect(proxy.calls('GET me/keyring')).toEqual([]);
      expect(proxy.received.filter(({ url }) => /AAAAAAAA|img/.test(url))).toEqual([]);
    },
  },
};

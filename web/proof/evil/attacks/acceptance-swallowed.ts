import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { answering, reading } from '../insider';

export const attack: Attack = {
  id: 'acceptance-swallowed', title: 'the acceptance never reaches the stored data, and the answer says that it did', aimed: ['data'], scene: 'desk-take',
  arm: ({ proxy }) => {
    proxy.on('POST enquiries/{}/acceptance', () => answering({ case: null }));
  },
  expected: { says: ['desk.lost_title'], may: ['POST enquiries/{}/acceptance', ...reading],
    also: async ({ proxy }) => { expect(proxy.calls('POST enquiries/{}/acceptance/confirmation'), 'the intake grant stays').toEqual([]); },
  },
};

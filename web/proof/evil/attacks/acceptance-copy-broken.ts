import { expect } from '@playwright/test';
import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';
import { flipped } from '../keys';

export const attack: Attack = {
  id: 'acceptance-copy-broken', title: 'the copy of the keys that the server stored at the acceptance does not open', aimed: ['box'], scene: 'desk-take',
  arm: ({ proxy }) => {
    proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.self = flipped(body.case.self!) as Case['self']; });
  },
  expected: { says: ['refused.content'], may: reading,
    also: async ({ proxy }) => { expect(proxy.calls('POST enquiries/{}/acceptance/confirmation'), 'the intake grant stays').toEqual([]); },
  },
};

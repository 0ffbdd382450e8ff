import { expect } from '@playwright/test';
import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'acceptance-note-key-other', title: 'the server names another note key than the stored one', aimed: ['G5'], scene: 'desk-take', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.nk_id = body.case.ck_id; });
  },
  expected: { says: ['refused.content'], may: reading,
    also: async ({ proxy }) => { expect(proxy.calls('POST enquiries/{}/acceptance/confirmation'), 'the intake grant stays').toEqual([]); },
  },
};

import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'case-key-id-empty', title: 'the row of a case has no key id', aimed: ['G4'], scene: 'back-by-code',
  arm: ({ proxy }) => {
    proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.ck_id = ''; });
  },
  expected: { says: ['refused.content'], may: reading },
};

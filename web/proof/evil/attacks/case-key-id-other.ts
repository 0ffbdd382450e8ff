import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'case-key-id-other', title: 'the row of a case names another key than the one that was pinned', aimed: ['G4'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.ck_id = body.case.id; });
  },
  expected: { says: ['refused.content'], may: reading },
};

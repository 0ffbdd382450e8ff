import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'case-of-another-seeker', title: 'the row of a case says that it is somebody else\'s', aimed: ['G4'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.seeker = body.case.id; });
  },
  expected: { says: ['refused.content'], may: reading },
};

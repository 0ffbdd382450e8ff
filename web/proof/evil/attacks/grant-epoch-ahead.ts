import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'grant-epoch-ahead', title: 'the row of a case names an epoch that its grant is not for', aimed: ['G4'], scene: 'desk-pool', long: true,
  arm: (stage) => {
    stage.proxy.swap<{ case: Case }>('GET enquiries/{}', (body) => { body.case.epoch = 7; });
  },
  expected: { says: ['refused.content'], may: reading },
};

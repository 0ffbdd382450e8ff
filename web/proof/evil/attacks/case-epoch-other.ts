import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'case-epoch-other', title: 'a case that was read in one epoch is served in another', aimed: ['box'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.epoch = 1; });
  },
  expected: { says: ['refused.content'], may: reading },
};

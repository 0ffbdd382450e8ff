import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-view-broken', title: 'a zone that is none, so that no date can be shown', aimed: ['data'], scene: 'back-by-code',
  arm: ({ proxy }) => {
    proxy.swap<{ zone: string }>('GET agencies/{}', (agency) => { agency.zone = 'Nirgends/Nie'; });
    proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.promised_at = Date.now() + 86_400_000; });
  },
  expected: { says: ['problem.internal'], may: ['POST auth/login', ...reading] },
};

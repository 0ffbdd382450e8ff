import type { Preview } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { notDeleted } from '../ending';

export const attack: Attack = {
  id: 'erase-sealed-instead', title: 'the agency has signed that all goes, and the server announces thirty years of keeping', aimed: ['policy'], scene: 'erase',
  arm: ({ proxy }) => { proxy.swap<Preview>('GET me/erasure', (preview) => { Object.assign(preview, { mode: 'seal', years: 30 }); for (const one of preview.cases) Object.assign(one, { taken: true, sealed_until: Date.now() }); }); },
  expected: { says: ['refused.policy'], may: ['PUT session/tabs/{}'], also: notDeleted },
};

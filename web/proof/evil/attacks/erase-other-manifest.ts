import type { Preview } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { notDeleted } from '../ending';

export const attack: Attack = {
  id: 'erase-other-manifest', title: 'what is announced rests on another document than the one that was checked', aimed: ['policy'], scene: 'erase', long: true,
  arm: ({ proxy }) => { proxy.swap<Preview & { manifest: string }>('GET me/erasure', (preview) => { preview.manifest = 'A'.repeat(43); }); },
  expected: { says: ['problem.conflict'], may: ['PUT session/tabs/{}'], also: notDeleted },
};

import type { Preview } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { notDeleted } from '../ending';

export const attack: Attack = {
  id: 'erase-day-hidden', title: 'all goes, it says, and one case has a day until which it stays', aimed: ['policy'], scene: 'erase', long: true,
  arm: ({ proxy }) => { proxy.swap<Preview>('GET me/erasure', (preview) => { preview.cases[0]!.sealed_until = Date.now() + 86_400_000; }); },
  expected: { says: ['refused.policy'], may: ['PUT session/tabs/{}'], also: notDeleted },
};

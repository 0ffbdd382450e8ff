import type { ErasureReceipt } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'erase-receipt-less', title: 'the receipt names less than was announced', aimed: ['policy'], scene: 'erase',
  arm: ({ proxy }) => { proxy.swap<ErasureReceipt>('DELETE me', ({ deleted }) => { Object.assign(deleted, { cases: 0, messages: 0 }); }); },
  expected: { says: ['erasure.gone_less'] },
};

import type { ErasureReceipt } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'erase-receipt-kept', title: 'the receipt names a documentation that stays, of which nothing was announced', aimed: ['policy'], scene: 'erase', long: true,
  arm: ({ proxy }) => { proxy.swap<ErasureReceipt>('DELETE me', (receipt) => { receipt.sealed = [{ until: Date.now() + 300 * 86_400_000 }]; }); },
  expected: { says: ['erasure.gone_less'] },
};

import type { Attack } from '../attack';
import { attached, bytesOf } from '../file';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'file-hash-lie', title: 'an attachment that is whole, and not the one that the letter names', aimed: ['F5'], scene: 'file-open', long: true,
  arm: async (stage) => { bytesOf(stage, await attached(stage, { sha256: 'A'.repeat(43) })); },
  expected: { says: ['refused.content'], may: reading },
};

import type { Attack } from '../attack';
import { attached, bytesOf } from '../file';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'file-zeros-lie', title: 'behind an attachment, where nothing but zeros may stand, something is hidden', aimed: ['F4'], scene: 'file-open', long: true,
  arm: async (stage) => { bytesOf(stage, await attached(stage, {}, 7)); },
  expected: { says: ['refused.content'], may: reading },
};

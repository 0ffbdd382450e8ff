import type { Attack } from '../attack';
import { attached, bytesOf } from '../file';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'file-size-lie', title: 'a counsellor who works with the operator names another size than the attachment has', aimed: ['F3'], scene: 'file-open', long: true,
  arm: async (stage) => { bytesOf(stage, await attached(stage, { size: 70_000 })); },
  expected: { says: ['refused.content'], may: reading },
};

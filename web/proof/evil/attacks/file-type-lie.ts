import type { Attack } from '../attack';
import { attached, bytesOf } from '../file';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'file-type-lie', title: 'a page with a script in it, attached as a picture', aimed: ['F6'], scene: 'file-open', long: true,
  arm: async (stage) => { bytesOf(stage, await attached(stage, { type: 'image/jpeg' })); },
  expected: { says: ['refused.content'], may: reading },
};

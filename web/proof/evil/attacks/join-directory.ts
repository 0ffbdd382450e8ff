import type { Attack } from '../attack';
import { inDirectory, usurped } from '../forge';

export const join: Attack = {
  id: 'join-directory', title: 'a whole directory in the agency\'s name, to somebody who follows an invitation', aimed: ['D2'], scene: 'join',
  arm: async ({ proxy, world }) => {
    const forged = await usurped(world);
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

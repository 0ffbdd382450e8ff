import type { Attack } from '../attack';
import { inDirectory, usurped } from '../forge';

export const fingerprint: Attack = {
  id: 'directory-fingerprint', title: 'a whole directory in the agency\'s name, against the fingerprint of the link', aimed: ['D2'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const forged = await usurped(world);
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

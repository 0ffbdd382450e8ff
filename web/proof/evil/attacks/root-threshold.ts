import type { Attack } from '../attack';
import { inDirectory, nextRoot } from '../forge';

export const threshold: Attack = {
  id: 'root-threshold', title: 'a second root that asks for two signatures and bears one', aimed: ['D3'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const forged = await nextRoot(world, (root) => { root.threshold = 2; });
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

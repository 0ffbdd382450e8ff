import type { Attack } from '../attack';
import { inDirectory, nextRoot } from '../forge';

export const skipped: Attack = {
  id: 'root-skipped', title: 'a second root that calls itself the third', aimed: ['D3'], scene: 'first-visit',
  arm: async ({ proxy, world }) => {
    const forged = await nextRoot(world, (root) => { root.n = 3; }, (manifest) => { manifest.root = 3; });
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

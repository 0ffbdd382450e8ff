import type { Attack } from '../attack';
import { inDirectory, nextRoot } from '../forge';

export const notNamed: Attack = {
  id: 'root-not-named', title: 'a sound second root, with a manifest that still names the first', aimed: ['D5'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const forged = await nextRoot(world, () => undefined, (manifest) => { manifest.root = 1; });
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

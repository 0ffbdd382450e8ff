import type { Attack } from '../attack';
import { inDirectory, nextRoot } from '../forge';

export const moved: Attack = {
  id: 'root-moved', title: 'a second root, signed on both sides, that moves the agency to another address', aimed: ['D3'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const forged = await nextRoot(world, (root) => { root.origin = 'https://beratung.example'; });
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

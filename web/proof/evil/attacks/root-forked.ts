import type { Attack } from '../attack';
import { inDirectory, nextRoot } from '../forge';

export const forked: Attack = {
  id: 'root-forked', title: 'a second root, signed on both sides, that follows on another first one', aimed: ['D3'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const forged = await nextRoot(world, (root) => { root.prev = Buffer.alloc(32, 7).toString('base64url'); });
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

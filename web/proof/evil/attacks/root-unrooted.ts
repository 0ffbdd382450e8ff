import type { Attack } from '../attack';
import { inDirectory, nextRoot, signerOf } from '../forge';

export const unrooted: Attack = {
  id: 'root-unrooted', title: 'a second root that only its own new signer has signed', aimed: ['D3'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const own = await world.own.lead.keys.signer(), forged = await nextRoot(world, (root) => { root.signers = [signerOf(own)]; }, undefined, [own]);
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

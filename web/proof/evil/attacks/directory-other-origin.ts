import type { Attack } from '../attack';
import { inDirectory, usurped } from '../forge';

export const otherOrigin: Attack = {
  id: 'directory-other-origin', title: 'a sound directory for the same agency at another address', aimed: ['D6'], scene: 'first-visit',
  arm: async ({ proxy, world }) => {
    const forged = await usurped(world, (body) => { body.origin = 'https://beratung.example'; });
    inDirectory(proxy, (directory) => { Object.assign(directory, forged); });
  },
  expected: { says: ['refused.directory'] },
};

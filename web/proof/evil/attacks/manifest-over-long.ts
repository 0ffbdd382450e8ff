import type { Attack } from '../attack';
import { inDirectory, nextManifest } from '../forge';

export const overLong: Attack = {
  id: 'manifest-over-long', title: 'a well-signed manifest of more than half a megabyte', aimed: ['D1'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const manifest = await nextManifest(world, (body) => { body.contact.emergency = Array.from({ length: 6_000 }, (_, i) => ({ label: `Notruf ${i} ${'.'.repeat(60)}`, number: '112' })); });
    inDirectory(proxy, (directory) => { directory.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

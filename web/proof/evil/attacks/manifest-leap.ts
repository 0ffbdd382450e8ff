import type { Attack } from '../attack';
import { inSession, nextManifest } from '../forge';

export const leap: Attack = {
  id: 'manifest-leap', title: 'a manifest a million numbers ahead, so that the desk would fetch all between', aimed: ['D7'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const manifest = await nextManifest(world, (body) => { body.seq += 1_000_000; });
    inSession(proxy, (session) => { session.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

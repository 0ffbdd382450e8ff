import type { Attack } from '../attack';
import { inSession, nextManifest } from '../forge';

export const branch: Attack = {
  id: 'manifest-branch', title: 'the next manifest, signed by the lead, that follows on another one than the pinned', aimed: ['D7'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const manifest = await nextManifest(world, (body) => { body.prev = Buffer.alloc(32, 7).toString('base64url'); });
    inSession(proxy, (session) => { session.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

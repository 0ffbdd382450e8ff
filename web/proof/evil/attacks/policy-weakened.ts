import type { Attack } from '../attack';
import { inSession, keeping, nextManifest } from '../forge';

export const policy: Attack = {
  id: 'policy-weakened', title: 'a new manifest by the lead keeps everything for ten years; the person who had been promised otherwise is to write on without a word about it', aimed: ['D8'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const manifest = await nextManifest(world, await keeping());
    inSession(proxy, (session) => { session.manifest = manifest; });
  },
  expected: { says: ['case.policy_changed'], harmless: true },
};

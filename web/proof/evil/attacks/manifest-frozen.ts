import type { Attack } from '../attack';
import { inSession, nextManifest } from '../forge';

export const frozen: Attack = {
  id: 'manifest-frozen', title: 'a manifest whose day has passed long ago: newer ones may be kept back', aimed: ['D9'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const manifest = await nextManifest(world, (body) => { Object.assign(body, { at: '2024-01-02', renew: '2024-04-01' }); });
    inSession(proxy, (session) => { session.manifest = manifest; });
  },
  // A seeker is never shut out for it: one quiet line.
  expected: { says: ['case.old_directory'], harmless: true, call: false },
};

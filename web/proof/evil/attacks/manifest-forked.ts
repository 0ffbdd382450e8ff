import type { Attack } from '../attack';
import { inSession, nextManifest } from '../forge';

export const forked: Attack = {
  id: 'manifest-forked', title: 'a second manifest of the same number, signed by the lead', aimed: ['D7'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const manifest = await nextManifest(world, (body) => { body.seq--; body.policy.close_days = 90; });
    inSession(proxy, (session) => { session.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

import type { Attack } from '../attack';
import { inSession, nextManifest } from '../forge';

export const withoutArchive: Attack = {
  id: 'policy-without-archive', title: 'a new manifest by the lead keeps everything for ten years, and names no key that could ever open it', aimed: ['D5', 'strict'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const manifest = await nextManifest(world, (body) => { Object.assign(body.policy, { retention: 'doc', years: 10 }); });
    inSession(proxy, (session) => { session.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

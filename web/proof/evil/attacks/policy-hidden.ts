import type { Attack } from '../attack';
import { inSession, keeping, nextManifest, real } from '../forge';
import { payload, resigned } from '../keys';

export const hidden: Attack = {
  id: 'policy-hidden', title: 'the promise of before is served as if it had always been as weak as the new one', aimed: ['D8'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const weaken = await keeping();
    const now = (await real(world)).manifest, { seq } = payload<{ seq: number }>(now), before = resigned('sg1/manifest', now, weaken, [await world.lead.keys.signer()]);
    const manifest = await nextManifest(world, weaken);
    inSession(proxy, (session) => { session.manifest = manifest; });
    proxy.swap<{ manifest: string }>(`GET manifests/${seq}`, (answer) => { answer.manifest = before; });
  },
  expected: { says: ['refused.directory'] },
};

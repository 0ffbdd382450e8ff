import type { Attack } from '../attack';
import { inSession, nextManifest, real } from '../forge';
import { payload } from '../keys';

export const gap: Attack = {
  id: 'manifest-gap', title: 'two manifests on, signed by the lead; the one between does not lead there', aimed: ['D7'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const { seq } = payload<{ seq: number }>((await real(world)).manifest), between = await nextManifest(world, (body) => { body.policy.close_days = 90; });
    const manifest = await nextManifest(world, (body) => { body.seq++; });
    inSession(proxy, (session) => { session.manifest = manifest; });
    proxy.on(`GET manifests/${seq + 1}`, () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ manifest: between })) }));
  },
  expected: { says: ['refused.directory'] },
};

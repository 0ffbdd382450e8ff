import type { Attack } from '../attack';
import { inSession, real } from '../forge';
import { payload } from '../keys';

export const setBack: Attack = {
  id: 'manifest-set-back', title: 'the manifest before the newest, in which somebody dismissed is still a member', aimed: ['D7', 'D10'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const { seq } = payload<{ seq: number }>((await real(world)).manifest), { manifest } = await world.lead.person.call<{ manifest: string }>('GET', `manifests/${seq - 1}`);
    inSession(proxy, (session) => { session.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

import type { Attack } from '../attack';
import { inSession, real } from '../forge';
import { payload } from '../keys';

export const setBackDesk: Attack = {
  id: 'manifest-set-back-desk', title: 'the manifest before the newest, to a counsellor', aimed: ['D7', 'D10'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const { seq } = payload<{ seq: number }>((await real(world)).manifest), { manifest } = await world.lead.person.call<{ manifest: string }>('GET', `manifests/${seq - 1}`);
    inSession(proxy, (session) => { session.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

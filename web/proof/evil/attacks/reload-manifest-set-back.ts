import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { real } from '../forge';
import { payload } from '../keys';

export const manifest: Attack = {
  id: 'reload-manifest-set-back', title: 'after a reload the manifest before the newest', aimed: ['set-back'], scene: 'reload',
  arm: async ({ proxy, world }) => {
    const { seq } = payload<{ seq: number }>((await real(world)).manifest), before = await world.lead.person.call<{ manifest: string }>('GET', `manifests/${seq - 1}`);
    proxy.swap<Session>('GET session', (session) => { session.manifest = before.manifest; });
  },
  expected: { says: ['refused.account'] },
};

import type { Attack } from '../attack';
import { inDirectory, nextManifest } from '../forge';

export const formerLead: Attack = {
  id: 'directory-by-former-lead', title: 'a manifest signed by somebody who was a lead, but never a signer of the root', aimed: ['D5'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const manifest = await nextManifest(world, (body) => { body.policy.close_days = 90; }, [await world.gina.keys.signer()]);
    inDirectory(proxy, (directory) => { directory.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

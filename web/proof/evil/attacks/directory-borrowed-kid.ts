import type { Attack } from '../attack';
import { inDirectory, nextManifest } from '../forge';

export const borrowed: Attack = {
  id: 'directory-borrowed-kid', title: 'a manifest signed by the operator, the signature filed under the id of the lead\'s key', aimed: ['D5'], scene: 'first-visit',
  arm: async ({ proxy, world }) => {
    const { kid } = await world.lead.keys.signer(), { seed } = await world.own.lead.keys.signer();
    const manifest = await nextManifest(world, (body) => { body.contact.phone = '+43 1 9999999'; }, [{ kid, seed }]);
    inDirectory(proxy, (directory) => { directory.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

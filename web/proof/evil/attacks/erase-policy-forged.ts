import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { notDeleted } from '../ending';
import { keeping, nextManifest } from '../forge';

export const attack: Attack = {
  id: 'erase-policy-forged', title: 'right before deleting, a newer directory says that all is kept; nobody of the agency has signed it', aimed: ['D5'], scene: 'erase', long: true,
  arm: async ({ proxy, world }) => {
    const forged = await nextManifest(world, await keeping(), [await world.own.lead.keys.signer()]);
    proxy.swap<Session>('GET session', (session) => { session.manifest = forged; });
  },
  expected: { says: ['refused.directory'], may: ['PUT session/tabs/{}'], also: notDeleted },
};

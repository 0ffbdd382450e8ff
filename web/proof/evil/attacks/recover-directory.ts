import type { Manifest } from '../../../src/crypto/documents';
import { newEncKey } from '../../../src/crypto/keys';
import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { nextManifest } from '../forge';

export const attack: Attack = {
  id: 'recover-directory', title: 'with the account comes a newer directory whose intake key is the operator\'s, signed by nobody who may', aimed: ['D5'], scene: 'recover', long: true,
  arm: async ({ proxy, world }) => {
    const { seed, rcpt } = await newEncKey(), forged = await nextManifest(world, (body: Manifest) => { body.roles.intake = { kid: seed.kid, rcpt }; }, [await world.own.lead.keys.signer()]);
    for (const call of ['POST auth/recover', 'PUT auth/recover']) proxy.swap<Session>(call, (session) => { session.manifest = forged; });
  },
  // The new ways of signing in hang on the account's own key alone; the directory is looked at when it opens, and then nothing is shown.
  expected: { says: ['refused.directory'], may: ['PUT auth/recover'] },
};

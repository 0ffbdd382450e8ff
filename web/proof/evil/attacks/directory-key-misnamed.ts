import type { Manifest } from '../../../src/crypto/documents';
import { newEncKey } from '../../../src/crypto/keys';
import type { Attack } from '../attack';
import { inDirectory, nextManifest } from '../forge';

export const misnamed: Attack = {
  id: 'directory-key-misnamed', title: 'a well-signed manifest gives the id of the real intake key to another key', aimed: ['D1'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const { rcpt } = await newEncKey(), manifest = await nextManifest(world, (body: Manifest) => { body.roles.intake.rcpt = rcpt; });
    inDirectory(proxy, (directory) => { directory.manifest = manifest; });
  },
  expected: { says: ['refused.directory'] },
};

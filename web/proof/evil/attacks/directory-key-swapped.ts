import type { Manifest } from '../../../src/crypto/documents';
import { newEncKey } from '../../../src/crypto/keys';
import type { Attack } from '../attack';
import { inDirectory, unsignedChange } from '../forge';

export const keySwapped: Attack = {
  id: 'directory-key-swapped', title: 'the manifest names a key of the operator for intake, under the old signature', aimed: ['D5'], scene: 'first-letter',
  arm: async ({ proxy }) => {
    const { seed, rcpt } = await newEncKey();
    inDirectory(proxy, (directory) => { directory.manifest = unsignedChange<Manifest>(directory.manifest!, (body) => { body.roles.intake = { kid: seed.kid, rcpt }; }); });
  },
  expected: { says: ['refused.directory'] },
};

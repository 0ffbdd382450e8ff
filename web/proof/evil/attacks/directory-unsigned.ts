import type { Attack } from '../attack';
import type { Directory } from '../../../src/crypto/wire';

export const unsigned: Attack = {
  id: 'directory-unsigned', title: 'the manifest comes without any signature', aimed: ['D5'], scene: 'first-letter',
  arm: ({ proxy }) => {
    proxy.swap<Directory>('GET agencies/{}/directory', (directory) => { directory.manifest = JSON.stringify({ ...JSON.parse(directory.manifest!) as object, sigs: [] }); });
  },
  expected: { says: ['refused.directory'] },
};

import type { Attack } from '../attack';
import { inDirectory } from '../forge';
import { directoryOf } from '../keys';

export const otherAgency: Attack = {
  id: 'directory-other-agency', title: 'the sound directory of another agency, to somebody who came without a fingerprint', aimed: ['D6'], scene: 'first-visit',
  arm: async ({ proxy, world }) => {
    const { roots, manifest } = await directoryOf(world.own.lead.person);
    inDirectory(proxy, (directory) => { Object.assign(directory, { roots, manifest }); });
  },
  expected: { says: ['refused.directory'] },
};

import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { another, inside, reading } from '../insider';

export const attack: Attack = {
  id: 'profile-other-seeker', title: 'the profile of another seeker', aimed: ['box'], scene: 'desk-case', long: true,
  arm: async (stage) => {
    const { profile: swapped } = (await inside({ ...stage, case: await another(stage.world) })).row;
    stage.proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.profile = swapped; });
  },
  expected: { says: ['refused.content'], may: reading },
};

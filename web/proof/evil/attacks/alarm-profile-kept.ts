import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'alarm-profile-kept', title: 'everything is sealed anew, and the server goes on with the profile of before, whose recipient somebody knows', aimed: ['P2'], scene: 'alarm', long: true,
  arm: async ({ proxy, case: { id, seeker } }) => {
    const { row: { profile } } = await seeker.case(id);
    proxy.swap<{ cases: Case[] }>('GET cases', ({ cases }) => { cases[0]!.profile = profile; });
    proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.profile = profile; });
  },
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}', 'PUT me/vault'] },
};

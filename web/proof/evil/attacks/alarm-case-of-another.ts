import type { KeyedCase } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { another } from '../insider';

export const attack: Attack = {
  id: 'alarm-case-of-another', title: 'among what is to be sealed anew stands the copy of somebody else\'s case', aimed: ['box'], scene: 'alarm', long: true,
  arm: async ({ proxy, world }) => {
    const other = await another(world), { row } = await other.seeker.case(other.id);
    proxy.swap<{ cases: KeyedCase[] }>('GET me/keys', ({ cases }) => { cases[0]!.self = row.self!; });
  },
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}', 'PUT me/vault'] },
};

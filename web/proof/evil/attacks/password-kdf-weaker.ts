import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'password-kdf-weaker', title: 'the old password is asked for with the profile of return codes, which costs a guesser nothing', aimed: ['wrap'], scene: 'new-password', long: true,
  arm: ({ proxy }) => { proxy.swap<{ kdf: number }>('POST auth/pre', (pre) => { pre.kdf = 0; }); },
  expected: { says: ['refused.account'], may: ['PUT session/tabs/{}'] },
};

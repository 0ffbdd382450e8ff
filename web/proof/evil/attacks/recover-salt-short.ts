import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'recover-salt-short', title: 'the salt for the new password is a byte too short', aimed: ['wrap'], scene: 'recover', long: true,
  arm: ({ proxy }) => { proxy.swap<{ salt16: string }>('POST auth/pre', (pre) => { pre.salt16 = 'AAAAAAAAAAAAAAAAAAAA'; }); },
  expected: { says: ['refused.account'] },
};

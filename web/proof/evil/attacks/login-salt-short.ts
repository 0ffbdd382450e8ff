import type { Attack } from '../attack';

export const short: Attack = {
  id: 'login-salt-short', title: 'a salt of three bytes, for which a table could be ready', aimed: ['wrap'], scene: 'back-by-name',
  arm: ({ proxy }) => { proxy.swap<{ salt16: string }>('POST auth/pre', (answer) => { answer.salt16 = 'AAAA'; }); },
  expected: { says: ['refused.account'] },
};

import type { Attack } from '../attack';

export const zero: Attack = {
  id: 'login-kdf-zero', title: 'the server says that this password needs no calculation (profile 0)', aimed: ['wrap'], scene: 'back-by-name',
  arm: ({ proxy }) => { proxy.swap<{ kdf: number }>('POST auth/pre', (answer) => { answer.kdf = 0; }); },
  expected: { says: ['refused.account'] },
};

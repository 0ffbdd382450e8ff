import type { Attack } from '../attack';

export const kdf: Attack = {
  id: 'login-kdf-unknown', title: 'the server names a password profile of its own (9)', aimed: ['wrap'], scene: 'back-by-name',
  arm: ({ proxy }) => { proxy.swap<{ kdf: number }>('POST auth/pre', (answer) => { answer.kdf = 9; }); },
  expected: { says: ['refused.account'] },
};

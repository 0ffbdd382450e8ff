import type { Attack } from '../attack';

export const weaker: Attack = {
  id: 'login-kdf-weaker', title: 'a counsellor\'s password is to go through the lighter profile of seekers', aimed: ['wrap'], scene: 'desk-by-name',
  arm: ({ proxy }) => { proxy.swap<{ kdf: number }>('POST auth/pre', (answer) => { answer.kdf = 1; }); },
  expected: { says: ['refused.account'] },
};

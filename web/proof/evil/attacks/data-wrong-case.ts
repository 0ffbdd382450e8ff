import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-wrong-case', title: 'keys in capital letters, which other readers take for the same', aimed: ['data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.text('GET cases', (body) => body.replace('"cases"', '"Cases"'));
  },
  expected: { says: ['problem.internal'], may: reading },
};

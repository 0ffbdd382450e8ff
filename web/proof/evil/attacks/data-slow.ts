import type { Attack } from '../attack';
import { drip, reading } from '../insider';

export const attack: Attack = {
  id: 'data-slow', title: 'an answer that comes a byte at a time', aimed: ['data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    drip(proxy, 'GET cases/{}');
  },
  expected: { says: ['problem.offline'], may: reading, patience: 40_000 },
};

import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-negative', title: 'order numbers below zero', aimed: ['data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.text('GET cases/{}/messages', (body) => body.replace(/"order":(\d)/g, '"order":-$1'));
  },
  expected: { says: ['problem.internal'], may: reading },
};

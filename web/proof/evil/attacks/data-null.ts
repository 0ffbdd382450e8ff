import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-null', title: 'nothing where a list should be', aimed: ['data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.text('GET cases/{}/messages', () => '{"messages":null,"held":null,"more":false}');
  },
  expected: { says: ['problem.internal'], may: reading },
};

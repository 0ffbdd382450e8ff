import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-half-character', title: 'an id with half of a character in it', aimed: ['E1', 'box'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.text('GET cases/{}/messages', (body) => body.replace(/"role":"counsellor"/, '"role":"counsellor\\ud800"'));
  },
  expected: { says: ['case.sealed'], may: reading },
};

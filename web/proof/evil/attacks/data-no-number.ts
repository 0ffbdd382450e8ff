import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-no-number', title: 'a time that is larger than any number', aimed: ['data'], scene: 'back-by-code',
  arm: ({ proxy }) => {
    proxy.text('GET cases/{}', (body) => body.replace(/"last_time":\d+/, '"last_time":1e400'));
  },
  expected: { says: ['problem.internal'], may: reading },
};

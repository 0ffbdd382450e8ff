import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-messages-many', title: 'two thousand messages in one answer, all of them the same', aimed: ['E4'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', (body) => {
      const [last] = body.messages.slice(-1);
      if (last) body.messages.push(...Array.from({ length: 2_000 }, (_, i) => ({ ...last, order: last.order + 1 + i })));
    });
  },
  expected: { says: ['case.sealed'], may: reading },
};

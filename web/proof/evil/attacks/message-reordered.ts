import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'message-reordered', title: 'the answer comes before the letter that it answers', aimed: ['E4'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { messages.reverse().forEach((m, i) => { m.order = i + 1; }); });
  },
  expected: { says: ['case.gap_text'], may: reading },
};

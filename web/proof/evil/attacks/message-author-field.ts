import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'message-author-field', title: 'the answer is said to be by another member of the staff', aimed: ['box'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { for (const m of messages) if (m.role !== 'seeker') m.author = m.id; });
  },
  expected: { says: ['case.sealed'], may: reading },
};

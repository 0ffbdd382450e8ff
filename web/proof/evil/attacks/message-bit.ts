import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';
import { flipped } from '../keys';

export const attack: Attack = {
  id: 'message-bit', title: 'one bit of an answer is turned over', aimed: ['box'], scene: 'back-by-code',
  arm: ({ proxy }) => {
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { for (const m of messages) if (m.role !== 'seeker') m.box = flipped(m.box, 90) as Message['box']; });
  },
  expected: { says: ['case.sealed'], may: reading },
};

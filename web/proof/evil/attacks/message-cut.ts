import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'message-cut', title: 'an answer is cut off in the middle', aimed: ['box'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { for (const m of messages) if (m.role !== 'seeker') m.box = m.box.slice(0, 400) as Message['box']; });
  },
  expected: { says: ['case.sealed'], may: reading },
};

import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'message-loose-bits', title: 'an answer whose base64 has loose bits at its end: two spellings of one text', aimed: ['box', 'data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { for (const m of messages) if (m.role !== 'seeker') m.box = `${m.box.slice(0, -1)}-` as Message['box']; });
  },
  expected: { says: ['case.sealed'], may: reading },
};

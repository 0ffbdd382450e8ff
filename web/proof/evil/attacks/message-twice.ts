import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'message-twice', title: 'an answer is served twice', aimed: ['E4'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { const last = messages.at(-1); if (last) messages.push({ ...last, order: last.order + 1 }); });
  },
  expected: { says: ['case.sealed'], may: reading },
};

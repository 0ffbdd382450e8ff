import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';
import { typed } from '../people';

export const attack: Attack = {
  id: 'message-dropped-hole', title: 'the answer in the middle is left out', aimed: ['E4'], scene: 'back-by-code', long: true,
  arm: async ({ proxy, case: of }) => {
    await of.seeker.person.send(of.id, typed.further, 'de');
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { messages.splice(1, 1); });
  },
  expected: { says: ['case.gap_text'], may: reading },
};

import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';
import { typed } from '../people';

export const attack: Attack = {
  id: 'message-dropped-end', title: 'the seeker\'s newest letter was kept from the desk: it is found out as soon as the seeker writes again', aimed: ['E4'], scene: 'desk-case',
  arm: async ({ proxy, case: of }) => {
    await of.seeker.person.send(of.id, typed.further, 'de');
    await of.seeker.person.send(of.id, 'Und noch ein Satz.', 'de');
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { messages.splice(2, 1); messages.forEach((m, i) => { m.order = i + 1; }); });
  },
  expected: { says: ['desk.gap_text'], may: reading },
};

import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';
import { typed } from '../people';

export const attack: Attack = {
  id: 'message-dropped-for-seeker', title: 'an answer was kept from the seeker: it is found out as soon as the staff writes again', aimed: ['E4'], scene: 'back-by-code', long: true,
  arm: async ({ proxy, case: of, world }) => {
    await world.karin.person.send(of.id, typed.reply, 'de');
    await world.karin.person.letOut(of.id);
    proxy.swap<{ messages: Message[] }>('GET cases/{}/messages', ({ messages }) => { messages.splice(1, 1); messages.forEach((m, i) => { m.order = i + 1; }); });
  },
  expected: { says: ['case.gap_text'], may: reading },
};

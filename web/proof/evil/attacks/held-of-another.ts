import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { inside, message, reading, unseen } from '../insider';

export const attack: Attack = {
  id: 'held-of-another', title: 'an answer of a colleague that she can still take back is shown to Karin as held', aimed: ['E4'], scene: 'desk-case',
  arm: async (stage) => {
    const of = await inside(stage), { lead } = stage.world, early = await message(of, { author: lead.person.uid, role: 'lead', signer: await lead.keys.signer(), order: 0 });
    stage.proxy.swap<{ held: Message[] }>('GET cases/{}/messages', (body) => { body.held.push({ ...early, held_until: Date.now() + 60_000 }); });
  },
  expected: { says: ['desk.cannot_open'], may: reading, also: unseen },
};

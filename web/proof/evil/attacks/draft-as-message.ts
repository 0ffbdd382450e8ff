import type { Attack } from '../attack';
import { forgery, inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'draft-as-message', title: 'what Karin has only begun to write is served as her answer', aimed: ['box'], scene: 'back-by-code',
  arm: async (stage) => {
    const { karin } = stage.world, of = await inside(stage), { box } = await karin.person.ask('sealDraft', { case: stage.case.id, kind: 'message', version: 1, id: 'B'.repeat(21) + 'A', text: forgery, lang: 'de' });
    serve(stage, { ...await message(of), box });
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

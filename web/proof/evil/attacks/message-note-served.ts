import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { forgery, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-note-served', title: 'a note about the case is served to the seeker as a message', aimed: ['box'], scene: 'back-by-code',
  arm: async (stage) => {
    const { karin } = stage.world;
    await karin.person.send(stage.case.id, forgery, 'de', 'note');
    const { notes } = await karin.person.call<{ notes: Message[] }>('GET', `cases/${stage.case.id}/notes?after=0`);
    serve(stage, { ...notes[0]!, kind: 'message', order: 3 });
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

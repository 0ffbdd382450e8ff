import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-kind-note', title: 'an internal note, sealed by mistake or by force with the key of the messages', aimed: ['E5'], scene: 'back-by-code',
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { kind: 'note' }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

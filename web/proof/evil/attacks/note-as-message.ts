import { firstHash } from '../../../src/crypto/order';
import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'note-as-message', title: 'a message is served among the notes: the staff would take it for their own', aimed: ['box'], scene: 'desk-case', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, { ...await message(of), kind: 'note', order: 1, author_seq: 1, prev_hash: firstHash }, 'notes');
  },
  expected: { says: ['note.cannot_open'], may: reading, also: unseen },
};

import { firstHash } from '../../../src/crypto/order';
import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'note-by-seeker', title: 'a note in the seeker\'s name', aimed: ['E3'], scene: 'desk-case', long: true,
  arm: async (stage) => {
    const of = await inside(stage), { nk } = await stage.case.karin.case(of.id);
    serve(stage, await message({ ...of, messages: [...of.messages] }, { label: 'sg1/note', key: nk!, kind: 'note', author: of.row.seeker, role: 'seeker', seq: 1, prev: firstHash, order: 1, mseq: null, signer: null }), 'notes');
  },
  expected: { says: ['note.cannot_open'], may: reading, also: unseen },
};

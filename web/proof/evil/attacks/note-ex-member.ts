import { firstHash } from '../../../src/crypto/order';
import type { Attack } from '../attack';
import { inside, message, reading, serve, stillNamed, unseen } from '../insider';

export const attack: Attack = {
  id: 'note-ex-member', title: 'a note by a dismissed counsellor under the manifest that still named her', aimed: ['E2'], scene: 'desk-case', long: true,
  arm: async (stage) => {
    const of = await inside(stage), { nk } = await stage.case.karin.case(of.id), { person, keys } = stage.world.gina;
    serve(stage, await message(of, { label: 'sg1/note', key: nk!, kind: 'note', author: person.uid, seq: 1, prev: firstHash, order: 1, mseq: stillNamed, signer: await keys.signer() }), 'notes');
  },
  expected: { says: ['note.cannot_open'], may: reading, also: unseen },
};

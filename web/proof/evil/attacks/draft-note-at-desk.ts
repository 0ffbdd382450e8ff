import type { Attack } from '../attack';
import { answering, forgery, reading, unseen } from '../insider';

export const attack: Attack = {
  id: 'draft-note-at-desk', title: 'at the desk a draft of an answer comes back as the beginning of a note', aimed: ['box'], scene: 'desk-case', long: true,
  arm: async (stage) => {
    const argument = { version: 1, id: 'B'.repeat(21) + 'A', text: forgery, lang: 'de', kind: 'message' as const };
    const { box } = await stage.world.karin.person.ask('sealDraft', { ...argument, case: stage.case.id });
    stage.proxy.on('GET me/drafts/{}/note', () => answering({ version: 1, box }));
  },
  expected: { says: ['refused.content'], may: reading, also: unseen },
};

import type { Attack } from '../attack';
import { answering, forgery, reading, unseen } from '../insider';

export const attack: Attack = {
  id: 'draft-other-version', title: 'what was saved first comes back as what was saved last', aimed: ['box'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const argument = { version: 1, id: 'B'.repeat(21) + 'A', text: forgery, lang: 'de', kind: 'message' as const };
    const { box } = await stage.case.seeker.person.ask('sealDraft', { ...argument, version: 2, case: stage.case.id });
    stage.proxy.on('GET me/drafts/{}/message', () => answering({ version: 1, box }));
  },
  expected: { says: ['refused.content'], may: reading, also: unseen },
};

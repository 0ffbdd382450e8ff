import type { Attack } from '../attack';
import { answering, forgery, reading, unseen } from '../insider';

export const attack: Attack = {
  id: 'draft-other-case', title: 'what was begun in another case comes back as the beginning of this one', aimed: ['box'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const argument = { version: 1, id: 'B'.repeat(21) + 'A', text: forgery, lang: 'de', kind: 'message' as const };
    const { box } = await stage.case.seeker.person.ask('sealDraft', { ...argument, case: stage.world.agency });
    stage.proxy.on('GET me/drafts/{}/message', () => answering({ version: 1, box }));
  },
  expected: { says: ['refused.content'], may: reading, also: unseen },
};

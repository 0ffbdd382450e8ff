import type { Attack } from '../attack';
import { answering, forgery, reading, unseen } from '../insider';

export const attack: Attack = {
  id: 'draft-other-person', title: 'what Karin has begun comes back as the seeker\'s own text', aimed: ['box'], scene: 'back-by-code',
  arm: async (stage) => {
    const argument = { version: 1, id: 'B'.repeat(21) + 'A', text: forgery, lang: 'de', kind: 'message' as const };
    const { box } = await stage.world.karin.person.ask('sealDraft', { ...argument, case: stage.case.id });
    stage.proxy.on('GET me/drafts/{}/message', () => answering({ version: 1, box }));
  },
  expected: { says: ['refused.content'], may: reading, also: unseen },
};

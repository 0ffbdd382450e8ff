import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const session: Attack = {
  id: 'reload-tab-other-session', title: 'what the tab had left is served to another session of the same account', aimed: ['box'], scene: 'reload',
  arm: async ({ proxy, case: { seeker } }) => {
    const { handle } = (await seeker.ring()).session;
    proxy.swap<Session>('GET session', (answer) => { answer.handle = handle; });
  },
  expected: { says: ['refused.content'] },
};

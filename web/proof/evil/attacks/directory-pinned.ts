import type { Attack } from '../attack';
import { inSession, usurped } from '../forge';

export const pinned: Attack = {
  id: 'directory-pinned', title: 'a whole directory in the agency\'s name, against what the account had pinned', aimed: ['D2', 'D10'], scene: 'back-by-code',
  arm: async ({ proxy, world }) => {
    const forged = await usurped(world);
    inSession(proxy, (session) => { Object.assign(session, forged); });
  },
  expected: { says: ['refused.directory'] },
};

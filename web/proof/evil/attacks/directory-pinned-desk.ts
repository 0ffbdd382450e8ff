import type { Attack } from '../attack';
import { inSession, usurped } from '../forge';

export const pinnedDesk: Attack = {
  id: 'directory-pinned-desk', title: 'a whole directory in the agency\'s name, to a counsellor', aimed: ['D2', 'D10'], scene: 'desk-by-code',
  arm: async ({ proxy, world }) => {
    const forged = await usurped(world);
    inSession(proxy, (session) => { Object.assign(session, forged); });
  },
  expected: { says: ['refused.directory'] },
};

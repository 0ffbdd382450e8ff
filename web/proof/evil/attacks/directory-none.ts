import type { Attack } from '../attack';
import { inSession } from '../forge';

export const none: Attack = {
  id: 'directory-none', title: 'as if the agency had no directory yet, to an account that has pinned one', aimed: ['D4'], scene: 'back-by-code',
  arm: ({ proxy }) => { inSession(proxy, (session) => { Object.assign(session, { roots: [], manifest: null }); }); },
  expected: { says: ['refused.directory'] },
};

import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const setUp: Attack = {
  id: 'set-up-other-session', title: 'the first lead\'s access is answered with somebody else\'s account', aimed: ['wrap'], scene: 'set-up',
  arm: ({ proxy, world }) => { proxy.swap<Session>('POST auth/register', (session) => { session.uid = world.own.lead.person.uid; }); },
  // Pressed once more, the very same account is sent again.
  expected: { says: ['refused.account'], may: ['POST auth/register'] },
};

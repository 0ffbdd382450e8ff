import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const other: Attack = {
  id: 'register-other-session', title: 'the account that was just made is answered with somebody else\'s session', aimed: ['wrap'], scene: 'first-letter',
  arm: ({ proxy, world }) => { proxy.swap<Session>('POST auth/register', (session) => { session.uid = world.own.lead.person.uid; }); },
  expected: { says: ['refused.account'], may: ['POST auth/register'], patience: 40_000 },
};

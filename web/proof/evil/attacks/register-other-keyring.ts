import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const other: Attack = {
  id: 'register-other-keyring', title: 'the account that was just made is answered with another keyring than was sent', aimed: ['set-back'], scene: 'first-letter',
  arm: async ({ proxy, world }) => {
    const { keyring } = (await world.own.lead.keys.ring()).session;
    proxy.swap<Session>('POST auth/register', (session) => { session.keyring = keyring; });
  },
  expected: { says: ['refused.account'], may: ['POST auth/register'], patience: 40_000 },
};

import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'recover-uid', title: 'everything is the own account\'s but its id', aimed: ['box'], scene: 'recover', long: true,
  arm: ({ proxy, world }) => { proxy.swap<Session>('POST auth/recover', (session) => { session.uid = world.karin.person.uid; }); },
  expected: { says: ['refused.content'] },
};

import { sealKeyring } from '../../../src/crypto/keyring';
import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'recover-keyring-older', title: 'a keyring of before, shown under the number of the newest', aimed: ['box'], scene: 'recover', long: true,
  arm: async ({ proxy, case: { seeker } }) => {
    const { uk, owner, keyring, session: now } = await seeker.ring(), older = await sealKeyring(uk, owner, now.keyring.version + 7, keyring);
    proxy.swap<Session>('POST auth/recover', (session) => { session.keyring = { version: session.keyring.version, box: older.box }; });
  },
  expected: { says: ['refused.content'] },
};

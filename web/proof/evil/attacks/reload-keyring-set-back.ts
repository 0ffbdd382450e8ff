import { sealKeyring } from '../../../src/crypto/keyring';
import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const keyring: Attack = {
  id: 'reload-keyring-set-back', title: 'after a reload a keyring of before, sound but older than the one the tab had seen', aimed: ['set-back'], scene: 'desk-reload',
  arm: async ({ proxy, world }) => {
    const { uk, owner, keyring: known } = await world.karin.keys.ring();
    const { version } = proxy.kept<Session>('POST auth/login').keyring, older = await sealKeyring(uk, owner, version - 1, known);
    proxy.swap<Session>('GET session', (session) => { session.keyring = older; });
  },
  expected: { says: ['refused.account'] },
};

import { sealVault } from '../../../src/crypto/keyring';
import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const vault: Attack = {
  id: 'reload-vault-set-back', title: 'after a reload a vault of before, sound but older than the one the tab had seen', aimed: ['set-back'], scene: 'reload',
  arm: async ({ proxy, case: { seeker } }) => {
    const { uk, owner, vault: known } = await seeker.ring();
    proxy.swap<Session>('GET session', async (session) => { session.vault = await sealVault(uk, owner, session.vault.version - 1, known); return session; });
  },
  expected: { says: ['refused.account'] },
};

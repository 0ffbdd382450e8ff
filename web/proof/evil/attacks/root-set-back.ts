import { sealVault } from '../../../src/crypto/keyring';
import type { Attack } from '../attack';

export const rootSetBack: Attack = {
  id: 'root-set-back', title: 'the roots end before the one that the account had pinned', aimed: ['D4'], scene: 'back-by-code',
  arm: async ({ proxy, case: { seeker } }) => {
    // The account has seen a second root, which the server now keeps back.
    const { uk, owner } = await seeker.ring(), vault = await seeker.person.call<{ version: number; box: string }>('GET', 'me/vault');
    const { vault: known } = await seeker.ring(), seen = { ...known, dir: { ...known.dir, n: 2 } };
    const stored = await sealVault(uk, owner, vault.version + 1, seen);
    await seeker.person.call('PUT', 'me/vault', stored);
    proxy.on('POST auth/login', async (_, answer) => { const given = await answer(); return { ...given, headers: { ...given.headers, 'x-roots': 'old' } }; });
  },
  expected: { says: ['refused.directory'] },
};

import { sealVault } from '../../../src/crypto/keyring';
import type { Attack } from '../attack';

export const vault: Attack = {
  id: 'session-vault-set-back', title: 'storing the vault is answered with "conflict", and a vault of before is given to go on with', aimed: ['set-back'], scene: 'case-open',
  arm: async ({ proxy, case: { seeker } }) => {
    const { uk, owner, vault: known } = await seeker.ring(), older = await sealVault(uk, owner, 1, known);
    proxy.on('PUT me/vault', () => ({ status: 409, headers: { 'content-type': 'application/problem+json' }, body: Buffer.from(JSON.stringify({ code: 'conflict', key: 'problem.conflict', field: null, by: null, wait: null })) }));
    proxy.on('GET me/vault', () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(older)) }));
  },
  expected: { says: ['refused.account'], may: ['PUT me/vault', 'PUT me/drafts/{}/{}', 'PUT session/tabs/{}'] },
};

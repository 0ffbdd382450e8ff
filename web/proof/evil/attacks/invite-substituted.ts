import { inviteMac } from '../../../src/crypto/keys';
import type { Invite } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const substituted: Attack = {
  id: 'invite-substituted', title: 'the answer to an invitation is replaced by the record and keys of an account of the operator', aimed: ['invite'], scene: 'admit',
  arm: ({ proxy }) => {
    proxy.swap<{ invites: Invite[] }>('GET invites', async ({ invites }) => {
      for (const invite of invites.filter(({ record }) => record !== null)) {
        const record = JSON.stringify({ ...JSON.parse(invite.record!) as object, alias: 'Frau Neu' }), mac = await inviteMac(new Uint8Array(16).fill(1), record);
        Object.assign(invite, { record, mac: Buffer.from(mac).toString('base64url') });
      }
      return { invites };
    });
  },
  expected: { says: ['staff.refused'], call: false, may: ['PUT session/tabs/{}'] },
};

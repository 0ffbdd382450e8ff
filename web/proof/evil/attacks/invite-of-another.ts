import type { Invite } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const ofAnother: Attack = {
  id: 'invite-of-another', title: 'a sound answer is filed under another account of the operator', aimed: ['invite'], scene: 'admit',
  arm: ({ proxy, world }) => {
    proxy.swap<{ invites: Invite[] }>('GET invites', ({ invites }) => { for (const invite of invites) if (invite.uid !== null) invite.uid = world.own.lead.person.uid; });
  },
  expected: { says: ['staff.refused'], call: false, may: ['PUT session/tabs/{}'] },
};

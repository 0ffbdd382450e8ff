import type { Manifest } from '../../../src/crypto/documents';
import type { Attack } from '../attack';
import { inSession, unsignedChange } from '../forge';

export const ghost: Attack = {
  id: 'manifest-member-added', title: 'a member more in the manifest, under the old signature', aimed: ['D5'], scene: 'desk-by-code',
  arm: ({ proxy, world }) => {
    inSession(proxy, (session) => {
      session.manifest = unsignedChange<Manifest>(session.manifest!, (body) => { body.members[world.own.lead.person.uid] = Object.values(body.members)[0]!; });
    });
  },
  expected: { says: ['refused.directory'] },
};

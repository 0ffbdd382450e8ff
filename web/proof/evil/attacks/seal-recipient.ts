import { expect } from '@playwright/test';
import { kidOf } from '../../../src/crypto/keys';
import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { inDirectory, nextManifest } from '../forge';

export const attack: Attack = {
  id: 'seal-recipient', title: 'the lead signs an intake key that is no key: sealing to it breaks in the middle', aimed: ['seal'], scene: 'first-letter',
  arm: async (stage) => {
    const rcpt = `age1pq1${'q'.repeat(1952)}`, kid = await kidOf(rcpt), manifest = await nextManifest(stage.world, (body) => { body.roles.intake = { kid, rcpt }; });
    inDirectory(stage.proxy, (directory) => { directory.manifest = manifest; });
    stage.proxy.swap<Session>('POST auth/register', (session) => { session.manifest = manifest; });
  },
  expected: {
    says: ['refused.seal'], may: ['POST auth/register', 'PUT me/**', 'PUT session/tabs/{}'], patience: 40_000,
    also: async ({ proxy }) => { expect(proxy.calls('POST enquiries')).toEqual([]); },
  },
};

import { expect } from '@playwright/test';
import type { Message } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'data-more-forever', title: 'the server says for ever that there is more', aimed: ['E4', 'data'], scene: 'case-open', long: true,
  arm: async ({ proxy, case: of }) => {
    const { messages } = await of.seeker.person.call<{ messages: Message[] }>('GET', `cases/${of.id}/messages?after=0`);
    proxy.swap<{ messages: Message[]; more: boolean }>('GET cases/{}/messages', (body) => ({ ...body, messages, more: true }));
  },
  expected: {
    says: ['case.sealed'], may: ['POST cases/{}/messages', ...reading, 'PUT me/**'],
    also: async ({ proxy }) => { expect(proxy.calls('GET cases/{}/messages').length).toBeLessThan(30); },
  },
};

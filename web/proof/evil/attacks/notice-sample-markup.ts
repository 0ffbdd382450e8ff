import type { Attack } from '../attack';
import { asText, markup } from '../insider';

export const attack: Attack = {
  id: 'notice-sample-markup', title: 'sender, subject, text and link of the sample are markup', aimed: ['data'], scene: 'notice', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ sample: Record<string, string> }>('GET me/notice', (body) => { body.sample = { sender: markup, subject: markup, text: `${markup}\n\n${markup}`, link: `javascript:${markup}` }; });
  },
  expected: { says: [], call: false, harmless: true, also: asText },
};

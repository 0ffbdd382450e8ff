import type { Attack } from '../attack';
import { asText, markup, reading } from '../insider';

export const attack: Attack = {
  id: 'data-error-html', title: 'an error whose words are a page of the operator\'s', aimed: ['data'], scene: 'back-by-code', long: true,
  arm: ({ proxy }) => {
    proxy.on('GET cases/{}', () => ({ status: 500, headers: { 'content-type': 'application/problem+json' }, body: Buffer.from(JSON.stringify({ code: markup, key: markup, field: markup, by: markup, wait: markup })) }));
  },
  expected: { says: ['problem.internal'], may: reading, also: asText },
};

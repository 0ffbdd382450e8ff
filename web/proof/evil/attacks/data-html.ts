import type { Agency } from '../../../src/session/agency';
import type { Attack } from '../attack';
import { asText, markup } from '../insider';

export const attack: Attack = {
  id: 'data-html', title: 'markup in everything that the agency says of itself', aimed: ['data'], scene: 'first-letter',
  arm: ({ proxy }) => {
    proxy.swap<Agency>('GET agencies/{}', (agency) => {
      agency.name = agency.contact.phone = agency.contact.mail = agency.contact.address = markup;
      agency.logo = { alt: markup, width: 10, height: 10 };
      agency.ask.questions = [{ code: markup, text: { de: markup }, why: { de: markup } }];
      agency.texts = { de: { who: markup, cost: markup } };
      for (const country of agency.crisis) { country.name = markup; for (const one of country.numbers) Object.assign(one, { label: markup, number: markup }); }
    });
  },
  expected: { says: [], call: false, harmless: true, also: asText },
};

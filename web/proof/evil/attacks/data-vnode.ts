import type { Attack } from '../attack';
import { asText, markup } from '../insider';

export const attack: Attack = {
  id: 'data-vnode', title: 'an object that looks like a part of a page, in place of a word', aimed: ['data'], scene: 'desk-pool', long: true,
  arm: ({ proxy }) => {
    proxy.swap<{ case: Record<string, unknown> }>('GET enquiries/{}', ({ case: row }) => {
      for (const key of ['lang', 'topic']) row[key] = { type: 'img', props: { src: 'x', onerror: 'document.body.dataset.evil = 1', dangerouslySetInnerHTML: { __html: markup } }, key: null, ref: null, __v: 1 };
    });
  },
  expected: { says: [], call: false, harmless: true, also: asText },
};

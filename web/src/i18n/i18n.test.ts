import { beforeEach, describe, expect, it } from 'vitest';
import { chosen, fromAgency, known, language, simple, t, useCatalogue } from './i18n';

const html = { lang: '', dataset: {} as Record<string, string> };

describe('the catalogue that is spoken', () => {
  beforeEach(() => { (globalThis as { document?: unknown }).document = { documentElement: html }; });

  // The letter goes in a real language, whatever the words of the page are.
  it.each([
    ['de', 'de', 'de', undefined], ['de-du', 'de', 'de', undefined], ['de-simple', 'de', 'de-simple', 'simple'], ['lb', 'lb', 'lb', undefined],
  ])('%s: the language is %s, the page says %s', (name, real, attribute, view) => {
    useCatalogue('de-simple', {});
    useCatalogue(name, { 'x.y': 'Wort {a}' });
    expect([chosen.value, language.value, simple.value]).toEqual([name, real, view === 'simple']);
    expect([html.lang, html.dataset.view]).toEqual([attribute, view]);
    expect([t('x.y', { a: 1 }), known('x.y'), known('x.z')]).toEqual(['Wort 1', 'Wort {a}', undefined]);
  });

  it('takes an agency\'s words in the catalogue chosen, in its language, in the agency\'s first', () => {
    const texts = { 'de-simple': 'einfach', de: 'deutsch', fr: 'français' };
    const said = (name: string) => { useCatalogue(name, {}); return fromAgency(texts, 'fr'); };
    expect(said('de-simple')).toEqual({ text: 'einfach' });
    expect(said('de-du')).toEqual({ text: 'deutsch' });
    expect(said('en')).toEqual({ text: 'français', lang: 'fr' });
  });
});

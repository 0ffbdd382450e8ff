import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { t, tn, useCatalogue } from './i18n';
import { inWords, inWordsDate } from './moment';

const catalogue = (lang: string): Record<string, string> => Object.fromEntries(Object.entries(
  JSON.parse(readFileSync(new URL(`../../../locales/${lang}/common.json`, import.meta.url), 'utf8')) as Record<string, string>).map(([key, text]) => [`common.${key}`, text]));
const speak = (lang: string) => {
  (globalThis as { document?: unknown }).document ??= { documentElement: { lang: '' } };
  useCatalogue(lang, catalogue(lang));
};
const at = new Date(2026, 2, 18, 9, 5).getTime();

describe('moments in words', () => {
  beforeEach(() => speak('de'));
  it('names day and month in German', () => { expect(inWords(at, at)).toBe('Mittwoch, 18. März, 9:05 Uhr'.replace('9:05', '09:05')); });
  it('adds the year only when it is another one', () => {
    expect(inWordsDate(at, at)).toBe('Mittwoch, 18. März');
    expect(inWordsDate(at, new Date(2027, 0, 1).getTime())).toBe('Mittwoch, 18. März 2026');
  });
  it('speaks English', () => { speak('en'); expect(inWords(at, at)).toBe('Wednesday, 18 March, 09:05'); });
  it('speaks French, and gives the first of a month its own form', () => {
    speak('fr');
    expect(inWords(at, at)).toBe('mercredi 18 mars, 09\u00a0h\u00a005');
    const first = new Date(2026, 4, 1).getTime();
    expect(inWordsDate(first, first)).toBe('vendredi 1er mai');
    speak('de');
    expect(inWordsDate(first, first)).toBe('Freitag, 1. Mai');
  });
  it('has seven days and twelve months in every language', () => {
    for (const lang of ['de', 'en', 'fr']) {
      speak(lang);
      expect(t('common.weekdays').split(' ')).toHaveLength(7);
      expect(t('common.months').split(' ')).toHaveLength(12);
    }
  });
});

describe('texts', () => {
  beforeEach(() => speak('de'));
  it('fills in values and leaves unknown ones alone', () => { expect(t('common.step', { at: 1 })).toBe('Schritt 1 von {of}'); });
  it('chooses the plural', () => { expect(tn('common.left', 1)).toBe('Noch 1 Zeichen'); expect(t('no.such')).toBe('no.such'); });
  it('counts nought like one in French, like many in English', () => {
    speak('fr');
    expect([0, 1, 2].map((n) => tn('common.left', n))).toEqual(['Encore 0 caractère', 'Encore 1 caractère', 'Encore 2 caractères']);
    speak('en');
    expect(tn('common.left', 0)).toBe('0 characters left');
  });
});

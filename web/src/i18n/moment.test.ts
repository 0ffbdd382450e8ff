import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { t, tn, useCatalogue } from './i18n';
import { clock, inWords, inWordsDate, inWordsNear } from './moment';

type Texts = Record<string, string>;
const json = <T>(path: string): T => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')) as T;
const prefixed = (noun: string, texts: Texts): Texts => Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${noun}.${key}`, text]));
const calendar = json<Record<string, Texts>>('locales/calendar.json');
const speak = (lang: string, nouns: Texts = {}) => {
  (globalThis as { document?: unknown }).document ??= { documentElement: { lang: '', dataset: {} } };
  useCatalogue(lang, { ...prefixed('calendar', calendar[lang] ?? {}), ...nouns });
};

/** The same list that internal/texts reads: a date on a page and in the app never differ. */
interface Said { lang: string; at: string; now: string; zone: string; moment: string; near: string; date: string; clock: string }

/** The words without the name of the zone, which is added where this machine's clock shows another time. */
const plain = (text: string): string => text.replace(/ \([^)]*\)$/, '');

test.each(json<Said[]>('internal/texts/testdata/moments.json').map((said) => [`${said.lang} ${said.at}`, said] as const))('%s', (_, said) => {
  speak(said.lang);
  const [at, now] = [Date.parse(said.at), Date.parse(said.now)];
  expect(plain(inWords(at, said.zone, now))).toBe(said.moment);
  expect(plain(inWordsNear(at, said.zone, now))).toBe(said.near);
  expect(inWordsDate(at, said.zone, now)).toBe(said.date);
  expect(clock(at, said.zone)).toBe(said.clock);
});

describe('moments in words', () => {
  beforeEach(() => speak('de'));
  const at = new Date(2026, 2, 18, 9, 5).getTime();
  it('are those of the reader without a zone', () => { expect(inWords(at, undefined, at)).toBe('Mittwoch, 18. März, 9:05 Uhr'); });
  it('name the zone where the reader has another one', () => {
    const west = new Date(at).getTimezoneOffset() > 0; // wherever this machine is, the other side of the world is somewhere else
    const [zone, place] = west ? ['Pacific/Auckland', 'Auckland'] : ['America/New_York', 'New York'];
    expect(inWords(at, zone, at)).toMatch(new RegExp(` \\(Zeit in ${place}\\)$`));
    expect(inWords(at, Intl.DateTimeFormat().resolvedOptions().timeZone, at)).not.toContain('(');
  });
  it('have seven days and twelve months in every language', () => {
    for (const [lang, forms] of Object.entries(calendar)) {
      expect([lang, new Set(forms.weekdays!.split(' ')).size, new Set(forms.months!.split(' ')).size]).toEqual([lang, 7, 12]);
      expect(Object.keys(forms)).toEqual(expect.arrayContaining(['weekdays', 'months', 'date', 'date_year', 'moment', 'near', 'days', 'time', 'time_full', 'clock', 'zone']));
    }
  });
});

describe('texts', () => {
  const common = (lang: string) => speak(lang, prefixed('common', json<Texts>(`locales/${lang}/common.json`)));
  beforeEach(() => common('de'));
  it('fills in values and leaves unknown ones alone', () => { expect(t('common.step', { at: 1 })).toBe('Schritt 1 von {of}'); });
  it('chooses the plural', () => { expect(tn('common.left', 1)).toBe('Noch 1 Zeichen'); expect(t('no.such')).toBe('no.such'); });
  it('counts nought like one in French, like many in English', () => {
    common('fr');
    expect([0, 1, 2].map((n) => tn('common.left', n))).toEqual(['Encore 0 caractère', 'Encore 1 caractère', 'Encore 2 caractères']);
    common('en');
    expect(tn('common.left', 0)).toBe('0 characters left');
  });
});

// The catalogues of the seeker's app: complete in every language, the same placeholders, no word of the list in UX 1.3, no key unused, none missing.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));
const locales = join(source, '..', '..', 'locales');
type Texts = Record<string, string>;

const audiences = JSON.parse(readFileSync(join(locales, 'audiences.json'), 'utf8')) as Record<'seeker' | 'desk' | 'apart', string[]>;
/** What seekers read: at once, and when they open what few people open. */
const seekers = [...audiences.seeker, ...audiences.apart];
const noun = (lang: string, name: string): Texts => JSON.parse(readFileSync(join(locales, lang, `${name}.json`), 'utf8')) as Texts;
const catalogue = (lang: string, nouns: readonly string[]): Texts => Object.fromEntries(nouns.flatMap((name) => Object.entries(noun(lang, name)).map(([key, text]) => [`${name}.${key}`, text])));

const about = JSON.parse(readFileSync(join(locales, 'languages.json'), 'utf8')) as Record<string, { over?: string }>;
const complete = Object.keys(about).filter((name) => !about[name]!.over);
const de = catalogue('de', seekers);
const translations = Object.fromEntries(complete.filter((lang) => lang !== 'de').map((lang) => [lang, catalogue(lang, seekers)]));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

/** UX 1.3, right column, in every language. "E-Mail-Adresse" is what people are told not to type. */
const avoided: Record<string, RegExp> = {
  de: /\b(Mandant|Organisation|Anbieter|Klient|Patient|User|Nutzer|Ticket|Vorgang|(?<!E-)Mails?|Post|Memo|Transfer|Slot|Account|Konto|Username|registrier|einloggen|Recovery|Seed|Notausgang|Panik|Ende-zu-Ende|AES|Schlüssel|Selbstmord|Freitod|Opfer|Betroffene|optional|Ups|Fehler \d|ungültig|verboten|leider)|[!]/i,
  en: /\b(clients?|patients?|users?|tickets?|accounts?|usernames?|register|log ?in|recovery|seed|panic|end-to-end|AES|keys?|suicide attempt|victims?|optional|oops|invalid|forbidden|unfortunately)\b|[!]/i,
  fr: /(?<!\p{L})(organisations?|prestataires?|clients?|patiente?s?|utilisat\p{L}*|usagers?|tickets?|dossiers?|comptes?|identifiants?|courriels?|(?<!e-)mails?|login|récupération|seed|panique|de bout en bout|AES|cl[ée]f?s?|victimes?|optionnel\p{L}*|oups|erreurs?|invalides?|interdite?s?|malheureusement|désolée?s?)(?!\p{L})|[!]/iu,
  lb: /(?<!\p{L})(mandant|organisatioun\p{L}*|ubidder|klient|patient|user|benotzer|ticket|dossier|account|konten?|registréier\p{L}*|aloggen|(?<!e-)mails?|post|memo|transfer|slot|recovery|seed|noutausgang|panik|AES|schlësselen?|selbstmord|affer|betraffen\p{L}*|optional|ups|ongëlteg|verbueden|leider)(?!\p{L})|[!]/iu,
  pt: /(?<!\p{L})(organizaç\p{L}*|fornecedor\p{L}*|clientes?|pacientes?|utilizador\p{L}*|usuári\p{L}*|tickets?|contas?|registar|registo|inscri\p{L}*|login|(?<!e-)mails?|memorando|recuperação|semente|pânico|ponta a ponta|AES|chaves?|vítimas?|opcional\p{L}*|ups|erros?|inválid\p{L}*|proibid\p{L}*|infelizmente|lament\p{L}*|desculp\p{L}*)(?!\p{L})|[!]/iu,
};

describe('catalogues of the seeker', () => {
  it.each(Object.entries(translations))('have the same keys as in German: %s', (_, texts) => { expect(Object.keys(texts).sort()).toEqual(Object.keys(de).sort()); });
  it.each(Object.entries(translations))('have the same placeholders as in German: %s', (_, texts) => {
    expect(Object.keys(de).filter((key) => placeholders(texts[key] ?? '').join() !== placeholders(de[key]!).join())).toEqual([]);
  });
  it.each(Object.entries({ de, ...translations }))('have no empty text: %s', (_, texts) => { expect(Object.values(texts).filter((text) => !text.trim())).toEqual([]); });
  it.each(Object.entries({ de, ...translations }))('use no word of the list: %s', (lang, texts) => {
    expect(Object.entries(texts).filter(([, text]) => avoided[lang]!.test(text))).toEqual([]);
  });
});

describe('keys', () => {
  const folders = ['ui', 'i18n', 'session', 'screens', 'features'];
  const files = folders.flatMap((folder) => readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(source, folder, name)))
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'));
  const code = files.map((name) => readFileSync(name, 'utf8')).join('\n');
  const nouns = [...new Set([...seekers, ...audiences.desk])].join('|');
  // A literal stands in quotes; a key that is put together is found by what stands before ${.
  const literals = new Set([...code.matchAll(new RegExp(`'((?:${nouns})\\.\\w+)'`, 'g'))].map((m) => m[1]!));
  const prefixes = [...code.matchAll(new RegExp('`((?:' + nouns + ')\\.\\w*)\\$\\{', 'g'))].map((m) => m[1]!);
  const stemOf = (key: string) => key.replace(/\.(one|other)$/, '');
  const own = (key: string) => seekers.includes(key.split('.')[0]!);

  it('are all there', () => {
    const stems = new Set(Object.keys(de).map(stemOf));
    expect(literals.size).toBeGreaterThan(100);
    expect([...literals].filter((key) => own(key) && !stems.has(key))).toEqual([]);
  });
  it('are all used', () => {
    expect(Object.keys(de).filter((key) => !literals.has(stemOf(key)) && !prefixes.some((prefix) => key.startsWith(prefix)))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nameFault, passwordFault, stem } from './rules';
import { nameOf, passwordOf, type Words } from './suggest';

const data = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8')) as T;
const common = new Set(data<string[]>('passwords.json'));

describe('passwords', () => {
  it.each([
    ['short', 'neun1zeic'], ['long', 'aB3 '.repeat(65)],
    ['common', '1234567890'], ['common', 'qwertzuiop'], ['common', 'aaaaaaaaaa'], ['common', 'abcabcabcabc'],
    ['common', 'Passwort123'], ['common', 'P4ssw0rt!!!'], ['common', 'ichliebedich'], ['common', 'Sommer2026!'], ['common', '          '], ['common', '\t \n\t\t  \n \t\n\n'],
    ['name', 'Sonnenkind-42'],
  ])('%s: %s', (fault, password) => { expect(passwordFault(password, 'Sonnenkind-99', common)).toBe(fault); });

  it.each(['zehn zeich', 'wolke lampe dose segel birne', 'Bratapfel Yukka Wolkenzimt', 'übermorgen vielleicht', '8f3kq0vmzl'])('takes %s', (password) => {
    expect(passwordFault(password, 'Sonnenkind-99', common)).toBeNull();
  });

  it('counts characters, not UTF-16 units', () => { expect(passwordFault('🌻🌼🌷🌹🍀', '', common)).toBe('short'); });
  it('sees through the usual stand-ins', () => { expect(stem('P4$$w0rt!')).toBe('passwort'); expect(stem('1H4ll0du2')).toBe('hallodu'); });
});

describe('names', () => {
  it.each([['name_length', 'ab'], ['name_length', 'x'.repeat(33)], ['name_mail', 'ich@example.org'], ['name_reserved', 'Beraterin'], ['name_reserved', ' admin '], ['name_reserved', 'Équipe'], ['name_reserved', 'hëllef'], ['name_reserved', 'Conselheiras']])('%s: %s', (fault, name) => {
    expect(nameFault(name)).toBe(fault);
  });
  it.each(['Sonne-42', 'Übermut', 'Teamgeist', 'αβγ'])('takes %s', (name) => { expect(nameFault(name)).toBeNull(); });
});

describe.each(['de', 'en', 'fr', 'pt'])('suggestions in %s', (lang) => {
  const words = data<Words>(`words.${lang}.json`);
  it('draws from 1024 different words: 10 bits each', () => { expect(new Set(words.words).size).toBe(1024); });
  it('has words that everybody can type', () => { for (const word of words.words) expect(word).toMatch(/^[a-zäöüß]{3,11}$/); });
  it('gives a password that is accepted', () => {
    for (let i = 0; i < 200; i++) expect(passwordFault(passwordOf(words), '', common)).toBeNull();
    expect(passwordOf(words).split(' ')).toHaveLength(5);
  });
  it('gives a name that is accepted', () => {
    for (const name of words.names) expect(nameFault(`${name}-42`)).toBeNull();
    expect(nameOf(words)).toMatch(/^\p{L}+-[1-9]\d$/u);
  });
});

// Words of the pages by their keys, in any language; and texts that nobody has ever written.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const locales = fileURLToPath(new URL('../../../locales/', import.meta.url));
const read = new Map<string, Record<string, string>>();

export type Words = (key: string) => string;

/** The words of a language: `write.letter` is "Ihre Nachricht". */
export const wordsOf = (lang: string): Words => (key) => {
  const [file = '', ...rest] = key.split('.'), path = `${locales}${lang}/${file}.json`;
  if (!read.has(path)) read.set(path, JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>);
  const text = read.get(path)?.[rest.join('.')];
  if (text === undefined) throw new Error(`no ${key} in ${lang}`);
  return text;
};

/** Numbers from a seed (mulberry32), so that a run can be made again. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

export type Draw = ReturnType<typeof numbers>;

const heads = ['br', 'd', 'fl', 'g', 'gn', 'h', 'k', 'kl', 'kn', 'l', 'm', 'n', 'pf', 'pl', 'qu', 'r', 'schm', 'schw', 'sp', 'str', 't', 'tr', 'w', 'wr', 'z', 'zw'];
const hearts = ['a', 'ä', 'au', 'e', 'ei', 'i', 'o', 'ö', 'u', 'ü', 'y', 'ie'], tails = ['', 'b', 'ck', 'f', 'ft', 'l', 'm', 'mpf', 'n', 'nz', 'r', 'rk', 'ß', 'st', 'tz', 'x'];
const marks = [' „', '“ ', ' & ', ' <', '> ', ' "', '" ', '\n', ' 😀 ', ' é', ' – ', ' 100 % '];

const syllable = (draw: Draw): string => [heads, hearts, tails].map((list) => list[draw(list.length)]).join('');
const word = (draw: Draw): string => Array.from({ length: 2 + draw(2) }, () => syllable(draw)).join('');

/** A text like no other: no twelve characters of it stand anywhere else. With signs that have to be escaped in JSON, in HTML and in addresses. */
export function strangeText(draw: Draw, words = 14): string {
  let text = word(draw);
  for (let i = 1; i < words; i++) text += (i % 4 === 3 ? marks[draw(marks.length)]! : ' ') + word(draw);
  return `${text}.`;
}

/** A name with a capital in every few letters: as it is shown it differs from its norm wherever one looks. */
export const strangeName = (draw: Draw): string => `${Array.from({ length: 3 }, () => { const s = `${heads[draw(heads.length)]}${hearts[draw(3) + 3]}${tails[draw(3)]}`; return s[0]!.toUpperCase() + s.slice(1); }).join('-')} ${100 + draw(900)}`;

export const strangePassword = (draw: Draw): string => Array.from({ length: 4 }, () => word(draw)).join(' ');

/** An address for mails like no other, in the letters that every mail server takes. */
export function strangeAddress(draw: Draw): string {
  const part = (): string => Array.from({ length: 4 }, () => heads[draw(heads.length)]! + ['a', 'au', 'e', 'ei', 'i', 'o', 'u'][draw(7)]! + ['', 'b', 'ck', 'ft', 'l', 'mpf', 'nz', 'rk'][draw(8)]!).join('');
  return `${part()}.${1000 + draw(9000)}@${part()}.example`;
}

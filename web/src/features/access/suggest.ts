// Suggestions: names that nobody has, and passwords of five words. The lists are fetched when somebody asks; the drawing is done in the crypto folder.
import { below, pick } from '../../crypto/random';
import { language } from '../../i18n/i18n';
import { asset } from '../../session/assets';

/** `words`: 1024 common, calm words, 10 bits each. `names`: those that make a pleasant name. */
export interface Words { words: string[]; names: string[] }

/** Luxembourgish has no list of its own; whoever reads it reads German, too. */
const lists: Readonly<Record<string, string>> = { de: 'de', en: 'en', fr: 'fr', lb: 'de', pt: 'pt' };
const words = (): Promise<Words> => asset<Words>(`words.${lists[language.value] ?? 'en'}.json`);

/** "Sonne-42". */
export const nameOf = (list: Words): string => `${pick(list.names)}-${10 + below(90)}`;

/** Five words, 50 bits. */
export const passwordOf = (list: Words): string => Array.from({ length: 5 }, () => pick(list.words)).join(' ');

export const suggestName = async (): Promise<string> => nameOf(await words());
export const suggestPassword = async (): Promise<string> => passwordOf(await words());

/** `count` different names. */
export async function suggestNames(count: number): Promise<string[]> {
  const list = await words();
  const names = new Set<string>();
  while (names.size < count) names.add(`${pick(list.names)}-${100 + below(900)}`);
  return [...names];
}

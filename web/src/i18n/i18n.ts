// Texts for the app documents. A catalogue is fetched as JSON (one per language and entry, built from locales/), never compiled in.
import { signal } from '@preact/signals';

export type Catalogue = Readonly<Record<string, string>>;

const catalogue = signal<Catalogue>({});
/** The real language, as it goes with a letter: "de", also where the words are those of "de-du" or "de-simple". */
export const language = signal('de');
/** Einfache Sprache: other words, larger type, one sentence a line, fewer fields. */
export const simple = signal(false);
/** Whose words these are: "de", "de-du", "de-simple". */
export const chosen = signal('de');

/** `name`: of a catalogue. An overlay on "de" is its name and what it is: "de-du" would read as a region, so only simple language is told to the browser (UX 6). */
export function useCatalogue(name: string, texts: Catalogue): void {
  catalogue.value = texts;
  chosen.value = name;
  language.value = name.split('-')[0]!;
  simple.value = name.endsWith('-simple');
  document.documentElement.lang = simple.value ? name : language.value;
  if (simple.value) document.documentElement.dataset.view = 'simple';
  else delete document.documentElement.dataset.view;
}

/** From what an agency has written: in the words chosen, in their language, in its first language. With the language of what was found, where it is another one. */
export function fromAgency(texts: Readonly<Record<string, string>>, first: string): { text: string; lang?: string } {
  for (const name of [chosen.value, language.value]) if (texts[name]) return { text: texts[name] };
  return { text: texts[first] ?? '', lang: first };
}

/** The text of a key `noun.key` with {name} filled in. A missing key shows the key: the tests of the catalogues keep that from happening. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = catalogue.value[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The text of a key, or undefined where this language has none: for forms that only some languages need. */
export const known = (key: string): string | undefined => catalogue.value[key];

/** French counts nought like one: "0 message". */
const single = (count: number): boolean => (language.value === 'fr' ? count < 2 : count === 1);

/** Plural: `noun.key.one` or `noun.key.other`. */
export const tn = (key: string, count: number, values: Readonly<Record<string, string | number>> = {}): string =>
  t(`${key}.${single(count) ? 'one' : 'other'}`, { count, ...values });

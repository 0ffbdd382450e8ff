// Texts for the app documents. A catalogue is fetched as JSON (one per language and entry, built from locales/), never compiled in.
import { signal } from '@preact/signals';

export type Catalogue = Readonly<Record<string, string>>;

const catalogue = signal<Catalogue>({});
export const language = signal('de');

export function useCatalogue(lang: string, texts: Catalogue): void {
  catalogue.value = texts;
  language.value = lang;
  document.documentElement.lang = lang;
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

// Project files that are fetched when they are needed: catalogues and word lists. Their names hold their hash; the build knows them.
import { signal } from '@preact/signals';
import { chosen, useCatalogue, type Catalogue } from '../i18n/i18n';
import { Failed } from './api';

declare const ASSETS: Readonly<Record<string, string>>; // set by the build: name → /assets/…

const loaded = new Map<string, Promise<unknown>>();

/** A JSON file of the build by its name, for instance `words.de.json`; fetched once. Throws Failed. */
export function asset<T>(name: string): Promise<T> {
  const path = ASSETS[name];
  if (!path) return Promise.reject(new Failed('not_found', 404, null)); // kill: Assets.not-there
  const known = loaded.get(name);
  if (known) return known as Promise<T>;
  const fresh = fetch(path, { credentials: 'omit', redirect: 'error' }).then((answer) => {
    if (!answer.ok) throw new Failed('internal', answer.status, null); // kill: Assets.internal
    return answer.json() as Promise<T>;
  }).catch((error: unknown) => {
    loaded.delete(name);
    throw error instanceof Failed ? error : new Failed('offline', 0, null);
  });
  loaded.set(name, fresh);
  return fresh;
}

let audience: 'seeker' | 'desk' = 'seeker';
const behind = { seeker: ['apart'], desk: ['apart', 'leads'] };
/** Whether the words of what few people open are there, too. */
export const apart = signal(false);

/** Speaks another language from now on; what was typed stays. `of`: seeker or desk. `name`: of a catalogue, "de" or "de-simple". */
export async function speak(of: 'seeker' | 'desk', name: string): Promise<void> {
  const parts = await Promise.all([of, ...(apart.value ? behind[of] : [])].map((part) => asset<Catalogue>(`${part}.${name}.json`)));
  audience = of;
  useCatalogue(name, Object.assign({}, ...parts) as Catalogue);
}

/** Fetches the words of what few people open (deleting, what is stored, taking along), and keeps them beside the others. Throws Failed. */
export async function speakApart(): Promise<void> {
  if (apart.value) return;
  const name = chosen.value, parts = await Promise.all([audience, ...behind[audience]].map((part) => asset<Catalogue>(`${part}.${name}.json`)));
  if (chosen.value !== name) return speakApart(); // another language meanwhile
  useCatalogue(name, Object.assign({}, ...parts) as Catalogue);
  apart.value = true;
}

/** The catalogue of a choice: where the agency says "du", the words for it. */
export const worded = (choice: string, form: string): string => (`seeker.${choice}-${form}.json` in ASSETS ? `${choice}-${form}` : choice);

/** What a person may choose at an agency: its languages, and simple language behind its own. */
export const choices = (languages: readonly string[]): string[] => languages.flatMap((lang) => (`seeker.${lang}-simple.json` in ASSETS ? [lang, `${lang}-simple`] : [lang]));

// What everybody may know of an agency, and the check of its directory before anything is sent to it (PROTOCOL 2.4.3).
import { signal } from '@preact/signals';
import { ask } from '../crypto/client';
import type { Checked, Place } from '../crypto/verbs';
import type { Directory } from '../crypto/wire';
import { Failed, get } from './api';

type ByLanguage<T> = Readonly<Record<string, T>>;

/** Size in pixels of the picture; it is shown smaller. */
export interface Logo { alt: string; width: number; height: number }

/** spec/api.md, 2. */
export interface Agency {
  id: string; short: string; name: string; origin: string; languages: string[]; setup: 'new' | 'ready' | 'closed';
  /** Whether nothing real may be written yet. */
  trial: boolean;
  contact: { phone: string; mail: string; address: string };
  countries: string[]; crisis: { country: string; name: string; numbers: { label: string; number: string }[] }[];
  topics: { code: string; label: ByLanguage<string> }[];
  /** Voluntary questions, each with its reason. */
  ask: { age: boolean; gender: boolean; questions: { code: string; text: ByLanguage<string>; why: ByLanguage<string> }[] };
  zone: string;
  /** By when who writes now gets an answer (Unix ms); null: nothing is promised. */
  promise: number | null;
  form: 'sie' | 'du';
  /** Whether a reload goes on without the password. */
  reload: boolean;
  /** Why cases are kept, where a lead has said it. */
  keep_reason: '' | 'law' | 'profession' | 'funder';
  /** Notices by mail: whether an address is asked for, why, and whom it is sealed to; null: there are none. */
  notices: { mode: 'hidden' | 'optional' | 'mandatory'; why: ByLanguage<string>; recipient: string } | null;
  /** Whether visits are counted. */
  visits: boolean;
  /** Whether videos and sound may be attached. */
  media: boolean;
  exit: string; colours: { light: string; dark: string }; logo: Logo | null; texts: ByLanguage<ByLanguage<string>>;
}

export const agency = signal<Agency | null>(null);
/** The directory as the worker has checked it; its contact is signed. */
export const checked = signal<Checked | null>(null);

const said = (...parts: unknown[]): boolean => parts.every((part) => typeof part === 'string'); // kill: Agency.said
const listed = (...parts: unknown[]): boolean => parts.every((part) => part !== null && typeof part === 'object'); // kill: Agency.listed

/** What every page stands on, also the one that says what went wrong and whom to call. */
function whole(a: Agency): boolean {
  try {
    return said(a.id, a.short, a.name, a.exit, a.zone, a.contact.phone, ...a.languages) && listed(a.colours, a.texts, a.ask) && a.languages.length > 0 // kill: Agency.whole
      && a.crisis.every((c) => said(c.name) && c.numbers.every((n) => said(n.label, n.number))) && a.topics.every((topic) => said(topic.code) && listed(topic.label));
  } catch { return false; } // kill: Agency.cannot-be-read
}

/** Throws Failed. */
export async function loadAgency(short: string, lang: string | null): Promise<Agency> {
  const found = await get<Agency>(`agencies/${encodeURIComponent(short)}${lang ? `?lang=${encodeURIComponent(lang)}` : ''}`);
  if (!whole(found)) throw new Failed('internal', 0, null); // kill: Agency.load-agency-internal
  agency.value = found;
  return found;
}

/** What keys are bound to (PROTOCOL 2.3.3). */
export function place(): Place {
  if (!agency.value) throw new Error('the agency is not loaded yet');
  return { origin: location.origin, agency: agency.value.id };
}

/** Fetches and checks roots and manifest; `f` is the fingerprint of the link, or null. Throws Failed, Refused: then nothing may be sent. */
export async function checkDirectory(f: string | null): Promise<Checked> {
  const directory = await get<Directory>(`agencies/${place().agency}/directory`);
  const fresh = await ask('directory', { ...place(), directory, f });
  checked.value = fresh;
  return fresh;
}

/** The logo as the frame shows it, or null. Its words are in the agency's default language. */
export function logo(): (Logo & { src: string; lang: string }) | null {
  const known = agency.value;
  return known?.logo ? { ...known.logo, src: `/${known.short}/logo`, lang: known.languages[0] ?? '' } : null;
}

/** An agency's colour replaces the accent and nothing else (UX 8.4). */
export function wearColours(colours: Agency['colours']): void {
  for (const [theme, colour] of Object.entries(colours)) {
    if (/^#[0-9A-Fa-f]{6}$/.test(colour)) document.documentElement.style.setProperty(`--agency-${theme}`, colour);
  }
}

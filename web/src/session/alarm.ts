// A check that says no to what came from the server is counted there, by one word and nothing else (PROTOCOL 1.1, rule 2; decision 0041).
import { whenRefused } from '../crypto/client';
import { tell } from './visit';

const told = new Set<string>();

/** The family of a check: its letter, or its name where it has no number. What a person causes by typing, and what an honest agency causes by deciding anew, has none. */
const family = (check: string): string | undefined => /^[ADEFGOP](?=\d$)|^(box|seal|set-back|wrap)$/.exec(check)?.[0];

/** A check has refused. Once per page and word; without cookie, account and visit, and alike from seekers and from the desk. */
export function alarm(check: string): void {
  const word = family(check);
  if (!word || told.has(word)) return;
  told.add(word);
  tell('alarms', { check: word }, 'omit', {});
}

/** Counts what the key worker refuses. What a page refuses by itself says so (`alarm`). */
export const countRefusals = (): void => whenRefused(alarm);

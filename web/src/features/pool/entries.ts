// The rows of the pool. Names are sealed: each is opened in the browser, one after the other, so that the list stands at once and fills in calmly.
import { signal } from '@preact/signals';
import { Refused } from '../../crypto/verbs';
import type { Case } from '../../crypto/wire';
import { Failed } from '../../session/api';
import { look, pool } from './pool';

/** opening; open with the name; no key for it; a check refused it. */
export type Name = { state: 'opening' | 'no_access' | 'sealed' } | { state: 'open'; name: string };
export interface Entry { row: Case; name: Name }

export const entries = signal<readonly Entry[]>([]);

const known = new Map<string, string>(); // names that were opened before, for as long as this page is signed in
export function forgetEntries(): void { entries.value = []; known.clear(); }

const start = (row: Case): Entry => { const name = known.get(row.id); return { row, name: name === undefined ? { state: 'opening' } : { state: 'open', name } }; };
const set = (id: string, name: Name) => { entries.value = entries.value.map((e) => (e.row.id === id ? { ...e, name } : e)); };
const drop = (id: string) => { entries.value = entries.value.filter((e) => e.row.id !== id); };

/** Fetches the pool. Answers when the rows are there; the names follow. Throws Failed. */
export async function loadEntries(): Promise<void> {
  entries.value = (await pool()).map(start);
  void openNames();
}

let run = 0;

async function openNames(): Promise<void> {
  const mine = ++run;
  for (const { row, name } of entries.value) {
    if (mine !== run) return; // a newer list is being opened
    if (name.state !== 'opening') continue;
    try {
      const looked = await look(row.id);
      if (looked.state === 'gone') { drop(row.id); continue; }
      known.set(row.id, looked.profile.name);
      set(row.id, { state: 'open', name: looked.profile.name });
    } catch (error) {
      if (error instanceof Refused) set(row.id, { state: error.check === 'state' ? 'no_access' : 'sealed' });
      else if (error instanceof Failed && error.code === 'refused') set(row.id, { state: 'no_access' });
      else return; // no network, or signed out: the rows stay as they are, the next reload goes on
    }
  }
}

// What somebody says about herself: the same in each of her cases, where the team reads it.
import { ask } from '../crypto/client';
import type { Profile } from '../crypto/verbs';
import type { Case, Versioned } from '../crypto/wire';
import { fetchCase } from './adopt';
import { Failed, get, put } from './api';
import { insist } from './insist';

export type Details = Pick<Profile, 'name' | 'age' | 'gender'>;

interface Own { row: Case; profile: Profile }

async function own(): Promise<Own[]> {
  const cases = (await get<{ cases: Case[] }>('cases')).cases.filter(({ shared }) => !shared?.own); // another account's says what that one has said
  const opened = await ask('cases', { cases: cases.map((row) => ({ case: row, grant: null })) });
  return cases.flatMap((row) => { const { profile = null } = opened.find(({ id }) => id === row.id) ?? {}; return profile ? [{ row, profile }] : []; });
}

/** As it stands in the newest case; null if there is no case yet. Throws Failed. */
export async function details(): Promise<Details | null> {
  const newest = (await own()).sort((a, b) => b.row.created - a.row.created)[0];
  return newest?.profile ?? null;
}

/** In every case that can be changed: one that waits for its deletion keeps what it has. Throws Failed, Refused. */
export async function saveDetails({ name, age, gender }: Details): Promise<void> {
  for (const { row, profile } of await own()) {
    if (row.locked_until !== null || (profile.name === name && profile.age === age && profile.gender === gender)) continue;
    await saveOne(row, { name, age, gender });
  }
}

/** Another tab may have saved one meanwhile: then it is made on top of that. */
async function saveOne(row: Case, said: Details, again = true): Promise<void> {
  const next: Versioned = await ask('details', { case: row, ...said });
  try { await insist(() => put<void>(`cases/${row.id}/profile`, next)); } catch (error) {
    if (!again || !(error instanceof Failed) || error.code !== 'conflict') throw error;
    await saveOne(await fetchCase(row.id), said, false);
  }
}

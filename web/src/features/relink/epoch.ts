// New keys of a case (PROTOCOL 2.8.12, step 4): after a colleague has left by themselves, after "somebody knows my password" at one press.
import { ask } from '../../crypto/client';
import type { Case, NewEpoch } from '../../crypto/wire';
import { fetchCase } from '../../session/adopt';
import { put } from '../../session/api';
import { insist } from '../../session/insist';
import { renew } from '../../session/staff';

/** Throws Failed, Refused. */
export async function newKeys(id: string): Promise<void> {
  const row = await fetchCase(id), made: NewEpoch = await ask('rotate', { case: row, shared: await reading(row) });
  await insist(() => put<void>(`cases/${id}/epoch`, made));
}

/** The cases of accounts that read along, as far as they are one's own: the others read no further. */
async function reading({ shared }: Case): Promise<Case[]> {
  const rows: Case[] = [];
  for (const one of shared?.cases ?? []) { const row = await fetchCase(one).catch(() => null); if (row && row.self !== null) rows.push(row); }
  return rows;
}

/** One after the other; what fails is left for the next time. Throws Failed for the last that did. */
export async function newKeysFor(ids: readonly string[], done: (count: number) => void): Promise<void> {
  await renew();
  let failed: unknown = null, count = 0;
  for (const id of ids) {
    try { await newKeys(id); done(++count); } catch (error) { failed = error; }
  }
  if (failed !== null) throw failed;
}

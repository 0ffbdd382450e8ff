// New keys of a case (PROTOCOL 2.8.12, step 4): after a colleague has left by themselves, after "somebody knows my password" at one press.
import { ask } from '../../crypto/client';
import type { Case, NewEpoch } from '../../crypto/wire';
import { fetchCase } from '../../session/adopt';
import { Failed, put } from '../../session/api';
import { insist } from '../../session/insist';
import { renew } from '../../session/staff';

/** Throws Failed, Refused. */
export const newKeys = async (id: string): Promise<void> => give(await fetchCase(id));

async function give(row: Case): Promise<void> {
  const made: NewEpoch = await ask('rotate', { case: row, shared: await reading(row) });
  await insist(() => put<void>(`cases/${row.id}/epoch`, made));
}

/** The cases of accounts that read along, as far as they are one's own: the others read no further. */
async function reading({ shared }: Case): Promise<Case[]> {
  const rows: Case[] = [];
  for (const one of shared?.cases ?? []) { const row = await fetchCase(one).catch(() => null); if (row && row.self !== null) rows.push(row); }
  return rows;
}

/** Not yet confirmed, or locked by an erase order: nothing that the person could mend, and it comes again with the list. */
const waits = (error: unknown): boolean => error instanceof Failed && error.code === 'conflict' && [null, 'locked'].includes(error.problem?.field ?? null);

/** One after the other; what waits or fails is left for the next time. Throws Failed for the last that failed. */
export async function newKeysFor(ids: readonly string[], done: (count: number) => void): Promise<void> {
  await renew();
  let failed: unknown = null, count = 0;
  for (const id of ids) {
    try {
      const row = await fetchCase(id);
      if (row.locked_until === null) await give(row);
    } catch (error) { if (!waits(error)) { failed = error; continue; } }
    done(++count);
  }
  if (failed !== null) throw failed;
}

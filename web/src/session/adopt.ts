// A case with its keys at hand: where others have given new ones, they are taken in before anything is opened (PROTOCOL 2.5).
import { ask, writesOnly } from '../crypto/client';
import type { Case, Grant } from '../crypto/wire';
import { get, put } from './api';
import { insist } from './insist';
import { membersFor } from './members';
import { keepVault } from './vault';

/** GET cases/{id}. Throws Failed, Refused. */
export async function fetchCase(id: string): Promise<Case> {
  const { case: row, grants } = await get<{ case: Case; grants: Grant[] }>(`cases/${id}`);
  if (row.locked_until !== null || row.self !== null || grants.length === 0) return row;
  if (writesOnly()) return anew(); // it cannot take keys in; the reload goes on with one that can
  const { self, vault } = await ask('adopt', { case: row, grants, members: await membersFor({ grants }) });
  await keepVault(vault); // first: without the pins nobody believes that the case may be opened here
  await insist(() => put<void>(`cases/${id}/self`, { epoch: row.epoch, box: self }));
  return { ...row, self };
}

const anew = (): Promise<never> => new Promise(() => { location.reload(); });

/** Every key that waits. Throws Failed, Refused. */
export async function adoptAll(): Promise<void> {
  const { cases } = await get<{ cases: Case[] }>('cases');
  for (const { id, self, locked_until: locked } of cases) if (self === null && locked === null) await fetchCase(id);
}

// Manifests and member records, fetched as far as the worker asks for them (it says which, and checks each).
import { ask } from '../crypto/client';
import type { Argument, Members, Wanted } from '../crypto/verbs';
import type { Session } from '../crypto/wire';
import { checked } from './agency';
import { get } from './api';
import { keepVault } from './vault';

const rounds = 8; // a manifest may name further records; more rounds than this is no honest directory

/** GET manifests/{seq} and members/{hash}. */
export async function fetchWanted(wanted: Wanted): Promise<Members> {
  const manifests = await Promise.all(wanted.seqs.map(async (seq) => (await get<{ manifest: string }>(`manifests/${seq}`)).manifest));
  const records = await Promise.all(wanted.records.map(async (hash) => (await get<{ record: string }>(`members/${encodeURIComponent(hash)}`)).record));
  return { manifests, records };
}

/** The directory may have moved on while this page was open: the newest manifest is checked and pinned before anything that names it. Throws Failed, Refused. */
export async function renewDirectory(): Promise<void> {
  const { roots, manifest } = await get<Session>('session');
  if (manifest === null) return;
  const { manifests } = await fetchWanted(await ask('wanted', { manifest }));
  const who = await ask('manifest', { roots, manifest, manifests });
  if (who.checked) checked.value = who.checked;
  await keepVault(who.vault);
}

/** Everything the worker needs before it can check these messages and grants. Throws Failed, Refused. */
export async function membersFor(what: Omit<Argument<'wanted'>, 'members'>): Promise<Members> {
  const all: Members = { manifests: [], records: [] };
  for (let round = 0, renewed = false; round < rounds; round++) {
    const wanted = await ask('wanted', { ...what, members: all });
    if (wanted.newer && !renewed) { renewed = true; await renewDirectory(); continue; }
    if (!wanted.seqs.length && !wanted.records.length) break;
    const fresh = await fetchWanted(wanted);
    all.manifests.push(...fresh.manifests);
    all.records.push(...fresh.records);
  }
  return all;
}

// Manifests and member records, fetched as far as the worker asks for them (it says which, and checks each).
import { ask } from '../crypto/client';
import type { Argument, Members, Wanted } from '../crypto/verbs';
import { get } from './api';

const rounds = 8; // a manifest may name further records; more rounds than this is no honest directory

/** GET manifests/{seq} and members/{hash}. */
export async function fetchWanted(wanted: Wanted): Promise<Members> {
  const manifests = await Promise.all(wanted.seqs.map(async (seq) => (await get<{ manifest: string }>(`manifests/${seq}`)).manifest));
  const records = await Promise.all(wanted.records.map(async (hash) => (await get<{ record: string }>(`members/${encodeURIComponent(hash)}`)).record));
  return { manifests, records };
}

/** Everything the worker needs before it can check these messages and grants. Throws Failed, Refused. */
export async function membersFor(what: Omit<Argument<'wanted'>, 'members'>): Promise<Members> {
  const all: Members = { manifests: [], records: [] };
  for (let round = 0; round < rounds; round++) {
    const wanted = await ask('wanted', { ...what, members: all });
    if (!wanted.seqs.length && !wanted.records.length) break;
    const fresh = await fetchWanted(wanted);
    all.manifests.push(...fresh.manifests);
    all.records.push(...fresh.records);
  }
  return all;
}

// What only staff do with a session: joining by a link, taking in the agency's keys, fetching the newest directory.
import { ask } from '../crypto/client';
import type { Me } from '../crypto/verbs';
import type { Grant, Registration, Session, Versioned } from '../crypto/wire';
import { me, opened } from './account';
import { checked, place } from './agency';
import { Failed, get, post, put, remove } from './api';
import { insist } from './insist';
import { fetchWanted, membersFor } from './members';
import { keepVault, stored } from './vault';

export interface Joining { kind: 'join' | 'setup'; token: string; name: string; password: string; alias: string; lang: string }

// Made once and sent as often as it takes: the link is good for one account only.
let made: { for: string; body: Registration; code: string } | null = null;

/** Takes up a link; answers the return code, which is shown once. Throws Failed (`name_taken`), Refused (`name`, `password`, `invite`). */
export async function join(j: Joining): Promise<string> {
  const what = JSON.stringify(j);
  if (made?.for !== what) {
    const { norm } = await ask('name', { typed: j.name });
    const { salt16 } = await insist(() => post<{ salt16: string }>('auth/pre', { agency: place().agency, realm: 'staff', name: norm }));
    made = { for: what, ...await ask('join', { ...place(), ...j, salt16 }) };
  }
  const { body, code } = made;
  try {
    const session = await insist(() => post<Session>('auth/register', body));
    await opened(session, await ask('registered', { session }));
    made = null;
    return code;
  } catch (error) {
    if (error instanceof Failed && error.code === 'name_taken') made = null;
    throw error;
  }
}

// A keyring with new keys that the server may not have yet: it must be stored before the grants it was made from may go.
let unstored: Versioned | null = null;

/**
 * Takes the agency's keys that a lead has given into the own keyring (PROTOCOL 2.5); only then they leave the server. Where another page of the same person was faster, what it has
 * stored is taken in. `fresh`: right after signing in. Throws Failed, Refused.
 */
export async function adopt(fresh = false): Promise<void> {
  if (fresh) unstored = null;
  try { await take(); } catch (error) {
    if (!(error instanceof Failed) || error.code !== 'conflict') throw error;
    unstored = null;
    await take();
  }
}

async function take(): Promise<void> {
  const { grants } = await get<{ grants: Grant[] }>('me/grants'), kept = await get<Versioned>('me/keyring');
  if (grants.length === 0 && kept.version === stored.value.keyring) return;
  const { keyring, adopted } = await ask('adoptKeys', { grants, stored: kept, members: await membersFor({ grants }) });
  stored.value = { ...stored.value, keyring: kept.version };
  unstored = keyring ?? unstored;
  if (unstored) {
    await insist(() => put<void>('me/keyring', unstored));
    stored.value = { ...stored.value, keyring: unstored.version };
  }
  unstored = null;
  for (const id of adopted) await remove(`me/grants/${id}`);
}

/** The sequence number of a manifest, only to know which ones to fetch: the worker checks all of it. */
function seqOf(manifest: string): number {
  const { payload } = JSON.parse(manifest) as { payload: string };
  return (JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as { seq: number }).seq;
}

/** Asks whether a lead has taken one in, or what a lead has changed: the newest directory and the keys that come with it. Throws Failed, Refused. */
export async function renew(): Promise<Me> {
  const session = await get<Session>('session');
  if (session.manifest === null || session.state !== 'active') return me.value as Me;
  const known = me.value, from = known?.checked?.seq ?? 1, to = seqOf(session.manifest);
  if (known?.state === 'active' && to === from) { await adopt(); return known; }
  const { manifests } = await fetchWanted({ seqs: Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i), records: [] });
  const newest = { roots: session.roots, manifest: session.manifest, manifests };
  await keepVault((await ask('manifest', newest)).vault);
  await membersFor({}); // one's own record, so that the worker knows one's roles
  const person = await ask('manifest', newest);
  if (person.checked) checked.value = person.checked;
  me.value = { ...person, state: session.state };
  await adopt();
  return me.value;
}

/** What seekers and colleagues read as the names of these people; who is not in the directory is left out. Throws Failed, Refused. */
export async function aliases(uids: readonly string[]): Promise<Map<string, string>> {
  const found = await named(uids);
  if (uids.every((uid) => found.has(uid))) return found;
  await renew(); // somebody new in the team
  return named(uids);
}

async function named(uids: readonly string[]): Promise<Map<string, string>> {
  const members = await ask('members', { members: await membersFor({ uids: [...uids] }) });
  return new Map(members.map((m) => [m.uid, m.alias]));
}

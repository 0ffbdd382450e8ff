// The team: who is in it, inviting by link, taking in whoever has answered (PROTOCOL 2.8.2). For leads only.
import { ask } from '../../crypto/client';
import { Refused, type Answer, type Refusal } from '../../crypto/verbs';
import type { Case, Grant, Invite, Role, Row } from '../../crypto/wire';
import { Failed, get, post, put, remove } from '../../session/api';
import { insist } from '../../session/insist';
import { publish } from '../../session/manifest';
import { membersFor } from '../../session/members';
import { renew } from '../../session/staff';
import { keepVault } from '../../session/vault';

/** `stopped`: signed out and served nothing, though the signed directory may still name them. */
export type Member = Answer<'members'>[number] & { state: 'active' | 'stopped' };

/** An invite as the lead sees it. `answered` was checked with the token in the lead's vault; `refused` was not sent by whoever had the link. */
export type Invited =
  | { state: 'open'; invite: Invite }
  | { state: 'answered'; invite: Invite; alias: string; roles: Role[]; kids: { enc: string; sig: string } }
  | { state: 'refused'; invite: Invite; check: Refusal };

export interface Team { members: Member[]; invited: Invited[] }

/** Roles a lead can give, in the order they are shown; the first two are given unless the lead takes them away. */
export const roles: readonly Role[] = ['counsellor', 'intake', 'lead'];
export const usual: readonly Role[] = ['counsellor', 'intake'];

/** Throws Failed, Refused. */
export async function team(): Promise<Team> {
  const list = await ask('members', { members: await membersFor({ all: true }) });
  const [{ invites }, out] = await Promise.all([get<{ invites: Invite[] }>('invites'), stopped()]);
  const invited = await Promise.all(invites.map(looked));
  return { members: list.map((m) => ({ ...m, state: out.includes(m.uid) ? 'stopped' : 'active' })), invited };
}

/** Stops an account at once. Throws Failed. */
export const stop = (uid: string): Promise<void> => turn(uid, 'stopped');

const turn = (uid: string, state: 'active' | 'stopped'): Promise<void> => insist(() => put<void>(`staff/${uid}/state`, { state }));

/** A stopped account again, with the keys that the agency has by now. Throws Failed. */
export async function start(uid: string): Promise<void> {
  // A lead whose key signs no directory has never changed keys either: whoever did gives them, and till then those of before open what is older.
  await publish(async () => ask('regrant', { uid, members: await membersFor({ all: true }) })).catch((error: unknown) => { if (!(error instanceof Refused) || error.check !== 'policy') throw error; });
  await turn(uid, 'active');
  await renew();
}

/**
 * The next directory without this person: from then on browsers no longer believe what their keys sign, and the keys of the agency that they held are replaced, in one step.
 * What they put back into the pool is granted again before. Left off in the middle, it is simply done again. Answers whether there are new keys. Throws Failed;
 * Refused(`state`) where the directory stands under that person's key, Refused(`policy`) where it does not stand under one's own.
 */
export async function dismiss(uid: string): Promise<boolean> {
  await renew();
  await poolAnew(uid);
  let rekeyed = false;
  await publish(async () => {
    const made = await ask('dismiss', { uid, stopped: await stopped(), members: await membersFor({ all: true }) });
    rekeyed = made.keyring !== null;
    return made;
  });
  await renew();
  return rekeyed;
}

const stopped = async (): Promise<string[]> => (await get<{ staff: { uid: string; state: string }[] }>('staff')).staff.filter(({ state }) => state === 'stopped').map((one) => one.uid);

const atOnce = 50;

/** Cases in the pool that this person put there: nobody would believe that grant once the directory does not name them. */
async function poolAnew(uid: string): Promise<void> {
  const ids = (await get<{ rows: Row[] }>('desk')).rows.filter(({ state }) => state === 'open').map(({ id }) => id);
  for (let from = 0; from < ids.length; from += atOnce) {
    const { cases } = await post<{ cases: { case: Case; grant: Grant | null }[] }>('desk/cases', { cases: ids.slice(from, from + atOnce) });
    for (const { case: row, grant } of cases) if (grant?.by === uid) await again(row, grant);
  }
}

/** Somebody may be taking it just now: then it needs no grant any more. */
async function again(row: Case, grant: Grant): Promise<void> {
  const made = await ask('grantAnew', { case: row, grant, members: await membersFor({ case: row, grants: [grant] }) });
  await insist(() => put<void>(`cases/${row.id}/release`, made)).catch((error: unknown) => { if (!(error instanceof Failed) || !['taken', 'conflict'].includes(error.code)) throw error; });
}

async function looked(invite: Invite): Promise<Invited> {
  if (invite.state === 'open') return { state: 'open', invite };
  try {
    const { alias, roles: given, kids } = await ask('invited', { invite });
    return { state: 'answered', invite, alias, roles: given, kids };
  } catch (error) {
    if (error instanceof Refused) return { state: 'refused', invite, check: error.check };
    throw error;
  }
}

/**
 * A new invite; answers its token, which stands in the link and nowhere else, and the fingerprint beside it. `fingerprint`: of the directory that this page has checked;
 * a link without it would let the newcomer trust anybody's keys. Throws Failed, Refused.
 */
export async function invite(given: Role[], fingerprint: string | undefined): Promise<{ id: string; token: string; until: string; fingerprint: string }> {
  if (!fingerprint) throw new Refused('D2'); // kill: Staff.no-fingerprint
  const { id, token, until, vault } = await ask('invite', { roles: given });
  await keepVault(vault); // without the token nobody could check the answer: stored before anybody sees the link
  await insist(() => post<unknown>('invites', { id, until }));
  return { id, token, until, fingerprint };
}

export const withdraw = (id: string): Promise<void> => remove(`invites/${id}`);

/** Signs the new member into the directory. */
export async function admit(answered: Invite): Promise<void> {
  await publish(() => ask('admit', { invites: [answered] }));
  await renew();
}

// The team: who is in it, inviting by link, taking in whoever has answered (PROTOCOL 2.8.2). For leads only.
import { ask } from '../../crypto/client';
import { Refused, type Answer, type Refusal } from '../../crypto/verbs';
import type { Invite, Role } from '../../crypto/wire';
import { get, post, put, remove } from '../../session/api';
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
  const [{ invites }, { staff }] = await Promise.all([get<{ invites: Invite[] }>('invites'), get<{ staff: { uid: string; state: string }[] }>('staff')]);
  const stopped = new Set(staff.filter(({ state }) => state === 'stopped').map(({ uid }) => uid));
  const invited = await Promise.all(invites.map(looked));
  return { members: list.map((m) => ({ ...m, state: stopped.has(m.uid) ? 'stopped' : 'active' })), invited };
}

/** Stops an account at once, or starts it again. Throws Failed. */
export const turn = (uid: string, state: 'active' | 'stopped'): Promise<void> => insist(() => put<void>(`staff/${uid}/state`, { state }));

/** The next directory without this person: from then on browsers no longer believe what their keys sign. Throws Failed; Refused(`state`) where one's own key may not sign that. */
export async function dismiss(uid: string): Promise<void> {
  await publish(async () => ask('dismiss', { uid }));
  await renew();
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

/** A new invite; answers its token, which stands in the link and nowhere else. Throws Failed, Refused. */
export async function invite(given: Role[]): Promise<{ id: string; token: string; until: string }> {
  const { id, token, until, vault } = await ask('invite', { roles: given });
  await keepVault(vault); // without the token nobody could check the answer: stored before anybody sees the link
  await insist(() => post<unknown>('invites', { id, until }));
  return { id, token, until };
}

export const withdraw = (id: string): Promise<void> => remove(`invites/${id}`);

/** Signs the new member into the directory. */
export async function admit(answered: Invite): Promise<void> {
  await publish(() => ask('admit', { invites: [answered] }));
  await renew();
}

// Sharing an earlier case with the new account of its seeker (PROTOCOL 2.8.9): finding it among one's own, and sharing it against the password.
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import type { PersonGrant } from '../../crypto/wire';
import { fetchCase } from '../../session/adopt';
import { Failed, post } from '../../session/api';
import { insist } from '../../session/insist';
import { publish } from '../../session/manifest';
import { prove } from '../../session/proof';
import { renew } from '../../session/staff';

/** A case of one's own that an earlier name was found in. `since`: Unix ms. */
export interface Earlier { id: string; since: number; topic: string; messages: number }

/** Names are compared as people say them: without case, and with one space between words. */
export const sameName = (said: string, name: string): boolean => spoken(said) !== '' && spoken(said) === spoken(name);
const spoken = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLocaleLowerCase();

// Made once and sent as often as it takes; after a newer directory it is made anew.
let made: { of: string; grant: PersonGrant } | null = null;

/** Shares a case with the account of another. Throws Failed: `sign_in_failed` for a wrong password; Refused. */
export async function share(id: string, to: string, password: string): Promise<void> {
  await renew();
  const proof = await proved(password), [earlier, fresh] = [await fetchCase(id), await fetchCase(to)];
  const of = JSON.stringify([id, to, earlier.epoch, fresh.profile.version]);
  if (made?.of !== of) made = { of, grant: (await ask('relink', { case: earlier, to: fresh })).grant };
  await insist(() => post<void>(`cases/${id}/relink`, { to_case: to, grant: made!.grant, ...proof }));
  made = null;
}

async function proved(password: string): ReturnType<typeof prove> {
  try { return await prove({ password }); } catch (error) {
    if (error instanceof Refused && error.check === 'password') throw new Failed('sign_in_failed', 401, null); // kill: Relinking.cannot-be-right
    throw error;
  }
}

/** A lead signs whether earlier cases may be shared. Throws Failed, Refused. */
export async function allow(on: boolean): Promise<void> {
  await publish(() => ask('setRelink', { on }));
  await renew();
}

// Changing how one signs in: a new password, a new return code, and both with the old code after the password was forgotten (PROTOCOL 2.8.7, 2.8.8).
import { ask } from '../crypto/client';
import type { NewPassword } from '../crypto/verbs';
import type { Realm, Session, Ways } from '../crypto/wire';
import { letIn, me, pre } from './account';
import { place } from './agency';
import { post, put } from './api';
import { insist, lost } from './insist';
import { prove, type Typed } from './proof';
import { stored } from './vault';

/** The salt is a function of the name: the same as at the sign-in. */
export const toSet = async (realm: Realm, name: string, password: string): Promise<NewPassword> => ({ password, salt16: (await pre(realm, name)).salt16 });

// Made once and sent as often as it takes: where an answer was lost, the server may have taken it.
let made: { what: string; send: () => Promise<void>; code: string | null } | null = null;

/** Proves, changes, and answers the new return code if there is one. All other sessions end. */
async function change(what: string, typed: Typed, password: string | null, code: boolean): Promise<string | null> {
  if (made?.what !== what) {
    const proof = await prove(typed), person = me.value!;
    const { body, code: text } = await ask('rekey', { password: password === null ? null : await toSet(person.realm, person.name, password), code });
    made = { what, code: text, send: async () => {
      await insist(() => put<void>('me/wraps', { ...proof, ...body }));
      await ask('rekeyed', {});
      stored.value = { ...stored.value, keyring: body.keyring.version };
    } };
  }
  const { send, code: text } = made;
  try { await send(); } catch (error) {
    if (!lost(error)) made = null;
    throw error;
  }
  made = null;
  return text;
}

/** Throws Failed (`sign_in_failed`: the old one is wrong; `wait`, `conflict`), Refused (`password`, `wrap`). */
export const changePassword = async (old: string, password: string): Promise<void> => { await change(`pw ${old}\n${password}`, { password: old }, password, false); };

/** The new code; the old one is void. Throws as changePassword, Refused('code') for a code that cannot be right. */
export const renewCode = async (typed: Typed): Promise<string> => (await change(`rc ${Object.values(typed).join()}`, typed, null, true))!;

export interface Recovery { realm: Realm; session: Session; name: string; login: { agency: string; realm: Realm; rc_id: string; auth: string } }

let sent: { password: string | null; body: Ways; code: string } | null = null;

/** Begins with the old code; nobody is signed in yet. `name` is empty for an account without a password. Throws Failed (`sign_in_failed`), Refused (`code`, `wrap`). */
export async function beginRecovery(realm: Realm, code: string): Promise<Recovery> {
  sent = null;
  const { agency, rc_id, auth } = await ask('codeLogin', { ...place(), realm, code }), login = { agency, realm, rc_id: rc_id!, auth };
  const session = await insist(() => post<Session>('auth/recover', login));
  return { realm, session, login, name: (await ask('recovering', { ...place(), session })).name };
}

/** Sets the new password (null: there is none) and a new code, and signs in with it. Answers the code, shown once. Throws Failed, Refused (`password`). */
export async function finishRecovery({ realm, session, name, login }: Recovery, password: string | null): Promise<string> {
  if (sent?.password !== password) {
    const given = password === null ? null : await toSet(realm, name, password);
    sent = { password, ...await ask('recover', { ...place(), session, password: given }) };
  }
  const { body, code } = sent;
  await letIn(await insist(() => put<Session>('auth/recover', { ...login, ...body })));
  sent = null;
  return code;
}

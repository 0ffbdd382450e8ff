// Signing in, making an account, signing out. The password goes to the worker; what the worker returns goes to the server.
import { effect, signal } from '@preact/signals';
import { ask, stop } from '../crypto/client';
import { Refused, type Me, type OpenedTab } from '../crypto/verbs';
import type { Login, Realm, Registration, Session } from '../crypto/wire';
import { checked, place } from './agency';
import { Failed, get, post, postAs, postWorked, useUid } from './api';
import { insist } from './insist';
import { fetchWanted } from './members';
import { hear, tell } from './tabs';
import { keepVault, stored } from './vault';
import { forgetWork, reckon, working, type Task } from './work';

/** Who is signed in on this page. */
export const me = signal<Me | null>(null);
effect(() => useUid(me.value?.uid ?? null));
/** Absolute end of the session, Unix ms; 0: nobody is signed in. */
export const endsAt = signal(0);
/** Counts up whenever this account has signed in again, here or in another tab: what failed for want of a session may go on. */
export const renewals = signal(0);
/** The same, only where it happened in another tab. */
export const renewedElsewhere = signal(0);

let own = '';
/** The session's name among one's own sessions. */
export const handle = (): string => own;

/** Whether this browser can do the password calculation in bearable time (PROTOCOL 2.3.4). */
export const canReckonPasswords = (): boolean => typeof WebAssembly === 'object';

/** What is needed to reckon with a password. */
export interface Pre { scheme: string; kdf: number; salt16: string; work: Task | null }
export const pre = (realm: Realm, name: string): Promise<Pre> => insist(() => post<Pre>('auth/pre', { agency: place().agency, realm, name }));

/** A name that cannot exist is answered like a wrong one. `before`: whose page it is, if it is somebody's; anybody else is Failed('foreign'). Throws Failed, Refused. */
export async function signInByPassword(realm: Realm, name: string, password: string, before: Me | null = null): Promise<Me> {
  let login: Login, task: Task | null;
  try {
    const { norm } = await ask('name', { typed: name });
    const { kdf, salt16, work } = await pre(realm, norm);
    task = work;
    login = await ask('passwordLogin', { ...place(), realm, name, password, salt16, kdf });
  } catch (error) {
    if (error instanceof Refused && (error.check === 'name' || error.check === 'password')) throw new Failed('sign_in_failed', 401, null); // kill: Account.sign-in-by-password-sign-in-failed
    throw error;
  }
  const proof = await reckon(task);
  for (let turn = 0; ; turn++) {
    try { return await enter(login, before, proof); } catch (error) {
      // Somebody else tries at this account again and again: who may try next is drawn every ten seconds (PROTOCOL 2.13).
      if (!(error instanceof Failed) || error.code !== 'wait' || (error.problem?.wait ?? turns) > 10 || turn >= turns) throw error;
      await new Promise((next) => { setTimeout(next, error.problem!.wait! * 1000); });
    }
  }
}

/** How many turns a page asks for by itself: five minutes. */
const turns = 30;

/** By return code alone, without a name. A code that cannot be right is Refused('code') before anything is sent. */
export async function signInByCode(realm: Realm, code: string, before: Me | null = null): Promise<Me> {
  return enter(await ask('codeLogin', { ...place(), realm, code }), before);
}

/** The one cookie that signing in needs. A browser that refuses it is told so in words, not that somebody was signed out. */
async function cookieKept(): Promise<void> {
  try { await insist(alive); } catch (error) {
    throw error instanceof Failed && error.code === 'signed_out' ? new Failed('cookies', 0, null) : error;
  }
}
const cookiesAllowed = (): void => { if (!navigator.cookieEnabled) throw new Failed('cookies', 0, null); }; // kill: Account.cookies-allowed-cookies

async function enter(login: Login, before: Me | null, proof: string | null = null): Promise<Me> {
  cookiesAllowed(); // kill: Account.enter-asks-cookies-allowed
  const session = await insist(() => postWorked<Session>(proof, 'auth/login', login));
  if (before && session.uid !== before.uid) {
    // Refused here, it would stay alive at the server and in the cookie. Nothing of it is opened, and the page stays whose it is.
    await insist(() => postAs<void>(session.uid, 'auth/logout', {})).catch(() => undefined);
    throw new Failed('foreign', 0, null); // kill: Account.enter-foreign
  }
  return letIn(session);
}

/** Opens a session that has just begun. Throws Failed, Refused. */
export async function letIn(session: Session): Promise<Me> {
  useUid(session.uid); // over a page of somebody else, whom this session is not
  try {
    await cookieKept();
    return await openedBy(session);
  } catch (error) {
    // The server has let us in, but what it gave could not be opened or checked: no session may stay open then.
    await endSession().catch(() => undefined);
    useUid(me.value?.uid ?? null);
    throw error;
  }
}

/** Opens what a session holds, with the key that was typed or with that of a reload. Throws Failed, Refused. */
async function openedBy(session: Session, tab?: OpenedTab): Promise<Me & { where: string | null }> {
  const by = { ...place(), session, ...(tab ? { tab } : {}) };
  const wanted = await fetchWanted(await ask('missing', by));
  const who = await ask('signedIn', { ...by, ...wanted });
  await opened(session, who, !tab);
  return who;
}

/** A reload goes on with the session whose cookie is still there. Answers where the page was. Throws Failed, Refused. */
export async function resumed(tab: OpenedTab): Promise<string | null> {
  const session = await get<Session>('session');
  try { return (await openedBy(session, tab)).where; } catch (error) {
    stop(); // half opened is not opened
    throw error;
  }
}

/** From here on somebody is signed in. `fresh`: with a new cookie, which the other tabs have to know. Throws Failed, Refused. */
export async function opened(session: Session, who: Me, fresh = true): Promise<Me> {
  stored.value = { keyring: session.keyring.version, vault: session.vault.version };
  await keepVault(who.vault);
  own = session.handle;
  endsAt.value = session.ends_at;
  if (who.checked) checked.value = who.checked;
  me.value = who;
  renewals.value++;
  if (fresh) tell({ kind: 'in', uid: who.uid });
  return who;
}

/** Another tab of the same account has signed in: its session is ours as well. Called once per page. */
export function followTabs(): void {
  hear('in', ({ uid }) => {
    if (me.value?.uid !== uid) return;
    void get<Session>('session').then((session) => {
      if (me.value?.uid !== session.uid) return;
      own = session.handle;
      endsAt.value = session.ends_at;
      renewals.value++;
      renewedElsewhere.value++;
    }, () => undefined);
  });
}

export interface NewAccount { me: Me; code: string }

// Made once and sent as often as it takes: after a lost answer the same account must be sent again, not a second one.
let made: { name: string | null; password: string | null; body: Registration; code: string } | null = null;

/** A seeker's account. Name and password null: by return code alone. Throws Failed (`name_taken`), Refused (`name`, `password`). */
export async function register(name: string | null, password: string | null, lang: string): Promise<NewAccount> {
  if (!made || made.name !== name || made.password !== password) {
    const salt16 = name === null ? null : (await pre('seeker', (await ask('name', { typed: name })).norm)).salt16;
    made = { name, password, ...await ask('register', { ...place(), realm: 'seeker', name, password, salt16, lang }) };
  }
  const { body, code } = made;
  cookiesAllowed(); // kill: Account.register-asks-cookies-allowed
  try {
    const session = await working('register', (proof) => insist(() => postWorked<Session>(proof, 'auth/register', body)));
    await cookieKept();
    const who = await opened(session, await ask('registered', { session }));
    made = null;
    return { me: who, code };
  } catch (error) {
    if (error instanceof Failed && error.code === 'name_taken') made = null;
    throw error;
  }
}

const endSession = (): Promise<void> => insist(() => post<void>('auth/logout', {}));

/** Order of PROTOCOL 2.9.4: keys gone, screen empty (`clear`), then the server. Throws Failed if the server could not be told: the session then ends by itself. */
export async function signOut(clear: () => void): Promise<void> {
  forget();
  clear();
  await endSession();
}

/** Everything this page knows of a person. */
export function forget(): void {
  stop();
  made = null;
  forgetWork();
  me.value = null;
  endsAt.value = 0;
  own = '';
}

/** A sign of life, so that the session does not end while somebody writes for a long time. Throws Failed. */
export const alive = (): Promise<void> => post<void>('session/alive', {});

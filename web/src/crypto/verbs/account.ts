// One's own ways of signing in: proving that one knows one, and replacing them (PROTOCOL 2.8.7, 2.8.8). The user key stays.
import { b64, equal, unb64, type Bytes } from '../bytes';
import { codeKeys, newCode, readCode, writeCode } from '../code';
import { openKeyring, sealKeyring, type Keyring } from '../keyring';
import { checkNewPassword, newProfile, passwordKeys } from '../password';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument, type NewPassword } from '../verbs';
import type { Versioned, Ways, Wrap } from '../wire';
import { checkGen, openWrap, sealWrap, type Opener } from '../wrap';
import { personOf, type Person, type State } from './person';
import { enter } from './signin';

const byCode = (kek: Bytes): Opener => ({ method: 'rc', kek, kdf: 0, x: new Uint8Array(0) });

/** What was typed, as the key that opens a wrap and the one that the server checks. */
async function typedKeys({ where, realm, keyring }: Person, a: Argument<'prove'>): Promise<{ opener: Opener; auth: Bytes }> {
  if ('code' in a) {
    const { kek, auth } = await codeKeys(where, realm, await readCode(a.code));
    return { opener: byCode(kek), auth };
  }
  const x = refuseBy('wrap', () => unb64(a.salt16, 16)), { kek, auth } = await passwordKeys(where, realm, keyring.name, a.password, x, a.kdf);
  return { opener: { method: 'pw', kek, kdf: a.kdf, x }, auth };
}

export async function prove(state: State, a: Argument<'prove'>): Promise<Answer<'prove'>> {
  const person = personOf(state), { opener, auth } = await typedKeys(person, a);
  person.proof = { opener, opened: false };
  return { method: opener.method, auth: b64(auth) };
}

export async function proved(state: State, { wrap, keyring }: Argument<'proved'>): Promise<Answer<'proved'>> {
  const person = personOf(state);
  if (!person.proof) throw new Refused('state'); // kill: Account.proved-state
  if (keyring) await catchUp(person, keyring); // kill: Account.proved-asks-catch-up
  checkGen(person.keyring.gens, wrap.method, wrap.gen); // kill: Account.proved-asks-gen
  if (!equal(await openWrap(person.owner, person.proof.opener, wrap), person.uk)) throw new Refused('wrap'); // kill: Account.proved-another-key
  person.proof.opened = true;
  return {};
}

/** The keyring as the server has it now: another session of the same person may have changed it. Nothing in it goes back. */
export async function catchUp(person: Person, stored: Versioned): Promise<void> {
  if (stored.version < person.keyringStored) throw new Refused('set-back'); // kill: Account.catch-up-set-back
  if (stored.version === person.keyringStored) return;
  const keyring = await openKeyring(person.uk, person.owner, stored);
  if (keyring.realm !== person.realm || keyring.name !== person.keyring.name) throw new Refused('wrap'); // kill: Account.catch-up-whose
  Object.assign(person, { keyring, keyringVersion: stored.version, keyringStored: stored.version } satisfies Partial<Person>);
}

/** What was proved allows one change. */
export async function rekey(state: State, a: Argument<'rekey'>): Promise<Answer<'rekey'>> {
  const person = personOf(state);
  if (!person.proof?.opened) throw new Refused('state'); // kill: Account.rekey-unproved
  const made = await newWays(person, a.password, a.code);
  person.rekeyed = { keyring: made.keyring, version: made.body.keyring.version };
  return { body: made.body, code: made.code };
}

export async function rekeyed(state: State): Promise<Answer<'rekeyed'>> {
  const person = personOf(state), made = person.rekeyed;
  if (!made) throw new Refused('state'); // kill: Account.rekeyed-state
  Object.assign(person, { keyring: made.keyring, keyringVersion: made.version, keyringStored: made.version, proof: null, rekeyed: null } satisfies Partial<Person>);
  return {};
}

interface Made { keyring: Keyring; body: Ways; code: string | null; opener: Opener | null }

type Keys = Pick<Person, 'owner' | 'where' | 'realm' | 'uk' | 'keyring' | 'keyringStored'>;

/** New wraps of the user key, each of the next generation of its own way, and the keyring that says so. A way that is not named stays untouched. */
export async function newWays(keys: Keys, password: NewPassword | null, code: boolean): Promise<Made> {
  const gens = { ...keys.keyring.gens }, body: Pick<Ways, 'password' | 'code'> = { password: null, code: null };
  let text: string | null = null, opener: Opener | null = null;
  if (password) {
    if (gens.pw === null) throw new Refused('state'); // kill: Account.no-password
    checkNewPassword(password.password); // kill: Account.new-ways-asks-new-password
    const x = refuseBy('wrap', () => unb64(password.salt16, 16)), kdf = newProfile(keys.realm);
    const { kek, auth } = await passwordKeys(keys.where, keys.realm, keys.keyring.name, password.password, x, kdf);
    body.password = { auth: b64(auth), wrap: await wrapped(keys, { method: 'pw', kek, kdf, x }, ++gens.pw) };
  }
  if (code) {
    const rc = newCode(), { kek, auth, id } = await codeKeys(keys.where, keys.realm, rc);
    opener = byCode(kek);
    body.code = { rc_id: b64(id), auth: b64(auth), wrap: await wrapped(keys, opener, gens.rc = (gens.rc ?? 0) + 1) };
    text = await writeCode(rc);
  }
  const keyring = { ...keys.keyring, gens };
  return { keyring, code: text, opener, body: { ...body, keyring: await sealKeyring(keys.uk, keys.owner, keys.keyringStored + 1, keyring) } };
}

/** Sealed, and opened again before it is handed out. */
async function wrapped({ owner, uk }: Keys, opener: Opener, gen: number): Promise<Wrap> {
  const wrap = await sealWrap(owner, opener, gen, uk);
  if (!equal(await openWrap(owner, opener, wrap), uk)) throw new Refused('seal'); // kill: Account.wrapped-seal
  return wrap;
}

/** With the return code, before there is a session: whose account it is. Nothing of it becomes anybody's yet. */
export async function recovering(state: State, a: Argument<'recovering'>): Promise<Answer<'recovering'>> {
  return { name: (await enter(state, a, a.session, undefined)).person.keyring.name };
}

/** New password and new code in place of the code that was used. From here on it is a sign-in by the new code, which checks everything that one checks. */
export async function recover(state: State, a: Argument<'recover'>): Promise<Answer<'recover'>> {
  if (state.signIn?.before) state.signIn.opener = state.signIn.before; // called again, after an answer was lost
  const { person } = await enter(state, a, a.session, undefined);
  if ((person.keyring.gens.pw === null) !== (a.password === null)) throw new Refused('state'); // kill: Account.recover-password
  const made = await newWays(person, a.password, true);
  const signIn = state.signIn!;
  state.signIn = { ...signIn, before: signIn.opener, opener: made.opener! };
  return { body: made.body, code: made.code! };
}

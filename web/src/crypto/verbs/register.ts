// Making an account: user key, keyring, vault, wraps, return code (PROTOCOL 2.8.2, 2.8.3). Staff also make the record that others will know them by.
import { b64, equal, unb64, type Bytes } from '../bytes';
import { codeKeys, newCode, writeCode } from '../code';
import { aliasShape, type Member } from '../documents';
import { writeJson } from '../json';
import { sealKeyring, sealVault, type Keyring } from '../keyring';
import { inviteId, inviteMac, newEncKey, newSigKey } from '../keys';
import { checkNewPassword, nameNorm, newProfile, passwordKeys } from '../password';
import { where } from '../place';
import { random } from '../primitives';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument, type Place } from '../verbs';
import type { Realm, Registration, Role, Wrap } from '../wire';
import { openWrap, sealWrap, type Opener } from '../wrap';
import { become, checkedOf, meOf, newVault, nothingYet, ownerOf, today, type Person, type State } from './person';

interface Typed { name: string | null; password: string | null; salt16: string | null }

interface Credentials { wraps: Wrap[]; code: string; fields: Pick<Registration, 'name' | 'kdf' | 'salt16' | 'auth' | 'rc_id' | 'auth_rc'> }

/** One wrap of the user key per way of signing in; each is opened again before anything is sent. */
async function credentials(owner: Person['owner'], realm: Realm, uk: Bytes, typed: Typed): Promise<Credentials> {
  const rc = newCode(), byCode = await codeKeys(owner, realm, rc);
  const openers: Opener[] = [{ method: 'rc', kek: byCode.kek, kdf: 0, x: new Uint8Array(0) }];
  let name: string | null = null, auth: string | null = null, kdf = 0, salt = new Uint8Array(16);
  if (typed.name !== null || typed.password !== null || typed.salt16 !== null) {
    if (typed.name === null || typed.password === null || typed.salt16 === null) throw new Refused('state'); // kill: Register.credentials-state
    checkNewPassword(typed.password); // kill: Register.credentials-asks-new-password
    [name, kdf, salt] = [nameNorm(typed.name), newProfile(realm), refuseBy('wrap', () => unb64(typed.salt16!, 16))];
    const byPassword = await passwordKeys(owner, realm, name, typed.password, salt, kdf);
    auth = b64(byPassword.auth);
    openers.unshift({ method: 'pw', kek: byPassword.kek, kdf, x: salt });
  }
  const wraps: Wrap[] = [];
  for (const opener of openers) {
    const wrap = await sealWrap(owner, opener, 1, uk);
    if (!equal(await openWrap(owner, opener, wrap), uk)) throw new Refused('seal'); // kill: Register.credentials-seal
    wraps.push(wrap);
  }
  return { wraps, code: await writeCode(rc), fields: { name, kdf, salt16: b64(salt), auth, rc_id: b64(byCode.id), auth_rc: b64(byCode.auth) } };
}

/** The account that follows from keys and credentials; it becomes the signed-in one when the server has said yes. */
async function begin(state: State, person: Person, made: Credentials, invite: Registration['invite']): Promise<{ body: Registration; code: string }> {
  const keyring = (await sealKeyring(person.uk, person.owner, 1, person.keyring)).box, vault = (await sealVault(person.uk, person.owner, 1, person.vault)).box;
  state.registering = { person, keyring, vault };
  const { agency } = person.place;
  return { code: made.code, body: { agency, realm: person.realm, uid: person.uid, scheme: 'split1', ...made.fields, wraps: made.wraps, keyring, vault, invite } };
}

/** The directory that was checked for this very place. A place without one has nobody to write to. */
function checkedDirectory(state: State, place: Place): NonNullable<State['directory']> {
  const { directory } = state;
  if (!directory || directory.place.agency !== place.agency || directory.place.origin !== place.origin) throw new Refused('state'); // kill: Register.checked-directory-state
  return directory;
}

function newPerson(place: Place, realm: Realm, uid: string, uk: Bytes, keyring: Keyring, directory: State['directory'], lang: string): Person {
  const at = where(place), result = directory?.result ?? null;
  return {
    place: { origin: place.origin, agency: place.agency }, where: at, uid, owner: ownerOf(at, uid), realm, state: 'active', alias: null, uk, keyring, handle: '',
    vault: newVault(result?.pin ?? null, lang), keyringVersion: 1, keyringStored: 1, vaultVersion: 1, vaultStored: 1,
    chain: result?.chain ?? null, checked: result && checkedOf(result), manifest: directory?.manifest ?? null, ...nothingYet(),
  };
}

const noRoles = (): Keyring['roles'] => ({ intake: [], continuity: [], archive: [] });

export async function register(state: State, a: Argument<'register'>): Promise<Answer<'register'>> {
  const directory = checkedDirectory(state, a);
  const uid = b64(random(16)), uk = random(32), owner = ownerOf(where(a), uid);
  const made = await credentials(owner, 'seeker', uk, a);
  const keyring: Keyring = {
    v: 1, realm: 'seeker', name: made.fields.name ?? '', gens: { pw: made.fields.name === null ? null : 1, rc: 1, prf: {} },
    enc: [(await newEncKey()).seed], sig: null, pin: (await newSigKey()).seed, roles: noRoles(),
  };
  return begin(state, newPerson(a, 'seeker', uid, uk, keyring, directory, a.lang), made, null);
}

const firstRoles: Record<'join' | 'setup', Role[]> = { join: ['counsellor', 'intake'], setup: ['counsellor', 'intake', 'lead'] };

export async function join(state: State, a: Argument<'join'>): Promise<Answer<'join'>> {
  const directory = a.kind === 'join' ? checkedDirectory(state, a) : null;
  // An invite is checked against the fingerprint in its link; a first contact could be anybody's directory.
  if (directory?.result.notices.some(({ code }) => code === 'first-contact')) throw new Refused('D2'); // kill: D2.join
  const token = refuseBy('invite', () => unb64(a.token, 16));
  const uid = b64(random(16)), uk = random(32), owner = ownerOf(where(a), uid);
  const made = await credentials(owner, 'staff', uk, a);
  const enc = await newEncKey(), sig = await newSigKey();
  const keyring: Keyring = { v: 1, realm: 'staff', name: made.fields.name!, gens: { pw: 1, rc: 1, prf: {} }, enc: [enc.seed], sig: sig.seed, pin: null, roles: noRoles() };
  const person = newPerson(a, 'staff', uid, uk, keyring, directory, a.lang);
  person.alias = aliasOf(a.alias);
  const record = writeJson(memberRecord(person, firstRoles[a.kind], enc.rcpt, b64(sig.pub)));
  return begin(state, person, made, { id: b64(await inviteId(token)), record, mac: b64(await inviteMac(token, record)) });
}

/** The name that seekers will see, as typed. */
export const aliasOf = (typed: string): string => refuseBy('name', () => aliasShape(typed.normalize('NFC').trim()));

export const memberRecord = (person: Person, roles: Role[], rcpt: string, pub: string): Member => ({
  v: 1, agency: person.place.agency, uid: person.uid, alias: person.alias ?? person.keyring.name, roles,
  enc: { kid: person.keyring.enc[0]!.kid, rcpt }, sig: { kid: person.keyring.sig!.kid, pub }, since: today(),
});

export async function registered(state: State, { session }: Argument<'registered'>): Promise<Answer<'registered'>> {
  const made = state.registering;
  if (!made) throw new Refused('state'); // kill: Register.registered-state
  const { person } = made;
  if (session.uid !== person.uid || session.realm !== person.realm || session.agency !== person.place.agency) throw new Refused('wrap'); // kill: Register.registered-wrap
  if (session.keyring.box !== made.keyring || session.vault.box !== made.vault) throw new Refused('set-back'); // kill: Register.registered-set-back
  Object.assign(person, { state: session.state, handle: session.handle });
  become(state, person);
  return meOf(person, null);
}

export async function inviteIdOf(_: State, { token }: Argument<'inviteId'>): Promise<Answer<'inviteId'>> {
  return { id: b64(await inviteId(refuseBy('invite', () => unb64(token, 16)))) };
}

// What the worker remembers: one person, their keys, their pins, the directory they trust, the cases they have opened. Nothing of it leaves but through a verb.
import { unb64, type Bytes } from '../bytes';
import { fingerprintOf, memberOf, type Chain, type DirectoryResult } from '../directory';
import type { Member } from '../documents';
import type { CaseKeys } from '../keys';
import { sealKeyring, sealVault, unpinned, type Keyring, type Owner, type Pin, type Vault } from '../keyring';
import type { Entry } from '../order';
import type { Where } from '../place';
import type { ProfileText } from '../profile';
import { Refused, type Checked, type Me, type Place, type Sheet } from '../verbs';
import type { Acceptance, NewEnquiry, NewMessage, Realm, Session, Setup, Versioned } from '../wire';
import type { Opener } from '../wrap';

/** A case whose keys are at hand. */
export interface Held {
  id: string; epoch: number; ckId: string; seeker: string; keys: CaseKeys; profile: ProfileText | null;
  log: Record<'message' | 'note', Entry[]>; opened: boolean;
  /** Sealed and not yet known to be stored, by message id. */
  sealed: Map<string, { text: string; lang: string; answer: NewMessage; entry: Entry }>;
  acceptance: Acceptance | null;
}

export interface Person {
  place: Place; where: Where; uid: string; owner: Owner; realm: Realm; state: Session['state']; alias: string | null;
  uk: Bytes; keyring: Keyring; keyringVersion: number; vault: Vault;
  /** Version of the vault handed out last, and the newest the server is known to have. */
  vaultVersion: number; vaultStored: number;
  chain: Chain | null; checked: Checked | null; manifest: string | null;
  cases: Map<string, Held>;
  /** Tokens of invites that an admission has used, with the uid it let in; they go from the vault when a manifest names that person. */
  spent: Map<string, string>;
}

export interface SignIn { place: Place; realm: Realm; name: string | null; opener: Opener }

/** `manifest`: hash of the one its grants were made by. */
export interface Draft { input: string; case: string; keys: CaseKeys; manifest: string; body: NewEnquiry }

export interface Founding { sheet: Sheet; expected: string; setup: Setup; keyring: Keyring; vault: Vault; result: DirectoryResult; manifest: string }

/** Everything a worker holds. `forget` puts a new one in its place. */
export interface State {
  directory: { place: Place; result: DirectoryResult; manifest: string } | null;
  signIn: SignIn | null;
  registering: { person: Person; keyring: string; vault: string } | null;
  person: Person | null;
  enquiry: Draft | null;
  founding: Founding | null;
}

export const emptyState = (): State => ({ directory: null, signIn: null, registering: null, person: null, enquiry: null, founding: null });

/** Somebody is signed in. Nothing that another person began in this worker stays. */
export function become(state: State, person: Person): void {
  const enquiry = state.person?.uid === person.uid ? state.enquiry : null;
  Object.assign(state, { person, signIn: null, registering: null, enquiry, founding: null } satisfies Partial<State>);
}

/** The signed-in person. Refused('state') before that. */
export function personOf(state: State): Person {
  if (!state.person) throw new Refused('state');
  return state.person;
}

export function chainOf(person: Person): Chain {
  if (!person.chain) throw new Refused('state');
  return person.chain;
}

export const ownerOf = (where: Where, uid: string): Owner => ({ ...where, uid: unb64(uid, 16) });

export const newVault = (pin: Pin | null, lang: string): Vault => ({ v: 1, dir: pin ?? unpinned, cases: {}, seen: {}, invites: [], drafts: {}, lang });


/** The vault under its next version, to be stored. */
export const handOutVault = (person: Person): Promise<Versioned> => sealVault(person.uk, person.owner, ++person.vaultVersion, person.vault);

export const handOutKeyring = (person: Person): Promise<Versioned> => sealKeyring(person.uk, person.owner, ++person.keyringVersion, person.keyring);

export function checkedOf(result: DirectoryResult): Checked {
  const { body } = result.chain.current;
  const { policy, contact } = body;
  return {
    fingerprint: fingerprintOf(result.chain.roots[0]!), seq: body.seq, policy: { ...policy }, contact: structuredClone(contact), notices: result.notices,
    roles: { continuity: body.roles.continuity !== null },
  };
}

/** The directory that was just checked becomes the one of this person; what was learnt from older ones stays. True if the pin moved. */
export function adoptDirectory(person: Person, result: DirectoryResult, manifest: string): boolean {
  const before = person.chain;
  if (before) {
    for (const [seq, older] of [...before.older, [before.current.body.seq, before.current] as const]) {
      if (seq < result.chain.current.body.seq && !result.chain.older.has(seq)) result.chain.older.set(seq, older);
    }
    for (const [hash, record] of before.records) result.chain.records.set(hash, record);
  }
  const moved = JSON.stringify(person.vault.dir) !== JSON.stringify(result.pin);
  person.chain = result.chain;
  person.checked = checkedOf(result);
  person.manifest = manifest;
  person.vault.dir = result.pin;
  return moved;
}

/** One's own record in the current manifest; null for seekers, and for staff nobody has admitted yet. */
export const ownRecord = async (person: Person): Promise<Member | null> =>
  (person.realm === 'staff' && person.chain ? memberOf(person.chain, person.chain.current, person.uid) : null);

export async function meOf(person: Person, vault: Versioned | null): Promise<Me> {
  const record = await ownRecord(person);
  return {
    uid: person.uid, realm: person.realm, name: person.keyring.name, state: person.state, roles: record?.roles ?? [], alias: record?.alias ?? person.alias,
    checked: person.checked, vault,
  };
}

/** Today, in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** A day some days from now, in UTC. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

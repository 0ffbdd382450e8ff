// What the worker remembers: one person, their keys, their pins, the directory they trust, the cases they have opened. Nothing of it leaves but through a verb.
import { unb64, type Bytes } from '../bytes';
import { fingerprintOf, memberOf, type Chain, type DirectoryResult } from '../directory';
import type { Member } from '../documents';
import type { CaseGrant } from '../grant';
import type { Openings } from '../history';
import type { Sealing } from '../agestream';
import type { CaseKeys } from '../keys';
import { sealKeyring, sealVault, unpinned, type Keyring, type KeySeed, type Owner, type Pin, type Vault } from '../keyring';
import type { FileText } from '../message';
import type { Entry } from '../order';
import type { Where } from '../place';
import type { ProfileText } from '../profile';
import { Refused, type Checked, type Me, type OpenArchive, type Place, type Sheet } from '../verbs';
import type { Acceptance, Case, Message, NewEnquiry, NewMessage, PutBack, Realm, Session, Setup, Versioned } from '../wire';
import type { Opener } from '../wrap';
import type { Attaching } from './attachment';

export type Kind = 'message' | 'note';

/** A case whose keys are at hand. */
export interface Held {
  id: string; epoch: number; ckId: string; seeker: string; keys: CaseKeys; profile: ProfileText | null;
  /** The keys of earlier epochs, as far as the back-links were opened. */
  earlier: Map<number, CaseKeys>;
  /** What stands in what order, and with which order number that begins. */
  log: Record<Kind, Entry[]>; from: Record<Kind, number>; opened: boolean;
  /** One's own message that can still be taken back: it stands behind all others. */
  pending: Entry[];
  openings: Openings;
  /** Attachments of messages shown as open, by the ids of message and file. */
  files: Map<string, FileText>;
  /** Sealed and not yet known to be stored, by message id. */
  sealed: Map<string, { text: string; lang: string; files: string; answer: NewMessage; entry: Entry }>;
  acceptance: Acceptance | null;
  /** Hash of the manifest by which the acceptance was made. */
  acceptedBy?: string;
  /** Just taken over, and not opened since. */
  adopted?: boolean;
  /** Made for the pool, with the hash of the manifest whose intake key it is for. */
  putBack?: { manifest: string; answer: PutBack };
}

/** A grant that was opened, and what it was checked against; what was opened with it. */
export interface Pooled { of: string; body: CaseGrant; openings: Openings }

export interface Person {
  place: Place; where: Where; uid: string; owner: Owner; realm: Realm; state: Session['state']; alias: string | null;
  /** Of the session, as the server names it. */
  handle: string;
  uk: Bytes; keyring: Keyring; vault: Vault;
  /** Versions handed out last, and the newest that the server is known to have. */
  keyringVersion: number; keyringStored: number; vaultVersion: number; vaultStored: number;
  chain: Chain | null; checked: Checked | null; manifest: string | null;
  cases: Map<string, Held>;
  /** Cases of the pool whose grant was opened. */
  pool: Map<string, Pooled>;
  /** Tokens of invites that an admission has used, with the uid it let in; they go from the vault when a manifest names that person. */
  spent: Map<string, string>;
  /** The newest version seen of each draft. */
  drafts: Map<string, number>;
  /** Files to be attached, by id. */
  attaching: Map<string, Attaching>;
  /** Under which this tab was sealed last. */
  tabKey: Bytes | null;
  /** What was typed to prove again who this is; `opened`: the stored wrap opens with it. */
  proof: { opener: Opener; opened: boolean } | null;
  /** The keyring that was made for other ways of signing in, and not yet stored. */
  rekeyed: { keyring: Keyring; version: number } | null;
  /** A new user key, and what was sealed under it; not yet stored. */
  renewed: { uk: Bytes; keyring: Keyring; keyringVersion: number; vault: Vault; vaultVersion: number } | null;
}

/** What a worker learns while somebody is signed in; at the beginning nothing. */
export const nothingYet = () => ({ cases: new Map(), pool: new Map(), spent: new Map(), drafts: new Map(), attaching: new Map(), tabKey: null, proof: null, rekeyed: null, renewed: null }) satisfies Partial<Person>;

/** A sealed case, opened from the archive. `files`: its attachments, by the ids of message and file. */
export interface Opened { row: Case; keys: CaseKeys; earlier: Map<number, CaseKeys>; rows: Message[]; files: Map<string, FileText>; shown: OpenArchive; export: Exporting | null }

/** A file in the making: what lies in it, under which name each attachment does, the rows of the case by id, and how many pages were made. */
export interface Exporting { sealing: Sealing; entries: Record<string, string>; named: Map<string, string>; rows: Map<string, Message>; pages: number }

/** `before`: the code that a recovery has begun with, while `opener` is already that of the new one. */
export interface SignIn { place: Place; realm: Realm; name: string | null; opener: Opener; before?: Opener }

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
  /** A first archive key that is being written down, with what is to be typed back of it. */
  archive: { seed: KeySeed; rcpt: string; expected: string } | null;
  /** The archive's key, typed from paper: for as long as the archive is looked at. */
  paper: KeySeed | null;
  /** The sealed case that was opened last. */
  shelf: Opened | null;
}

export const emptyState = (): State => ({ directory: null, signIn: null, registering: null, person: null, enquiry: null, founding: null, archive: null, paper: null, shelf: null });

/** Somebody is signed in. Nothing that another person began in this worker stays. */
export function become(state: State, person: Person): void {
  const same = state.person?.uid === person.uid, enquiry = same ? state.enquiry : null;
  if (same) person.drafts = state.person!.drafts;
  Object.assign(state, { person, signIn: null, registering: null, enquiry, founding: null, archive: null, paper: null, shelf: null } satisfies Partial<State>);
}

/** The signed-in person. Refused('state') before that. */
export function personOf(state: State): Person {
  if (!state.person) throw new Refused('state'); // kill: Person.person-of-state
  return state.person;
}

export function chainOf(person: Person): Chain {
  if (!person.chain) throw new Refused('state'); // kill: Person.chain-of-state
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
    roles: { continuity: body.roles.continuity !== null, archive: body.roles.archive !== null },
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
    uid: person.uid, realm: person.realm, name: person.keyring.name, state: person.state, roles: record?.roles ?? [], alias: record?.alias ?? person.alias, lang: person.vault.lang,
    checked: person.checked, vault,
  };
}

/** Today, in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** A day some days from now, in UTC. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

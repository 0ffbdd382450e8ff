// The interface of the key worker: verbs, never keys (PROTOCOL 2.0). The worker holds all secrets of one signed-in person;
// it makes no request itself. Pages give it what the server answered and post what it returns.
import type { Bytes } from './bytes';
import type { NewEpoch, PersonGrant } from './wire';
export type { Bytes } from './bytes';
import type {
  Acceptance, AskedBy, Case, ChainEntry, ChainHead, Directory, DraftKind, Grant, Invite, KeyedCase, KeyedDraft, LeadHead, Login, Message, NewEnquiry, NewManifest, NewMessage, Outcome, Preview, Proof, PutBack, Realm, Registration, Renewal, Role, RoleGrant, Sealed, Session, Setup, Tab, Versioned, Ways, Wrap,
} from './wire';

/** Where the page is: bound into every key (PROTOCOL 2.3.3). `origin` is location.origin. */
export interface Place { origin: string; agency: string }

export type Refusal =
  | 'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6' | 'D7' | 'D8' | 'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6' | 'G7' | 'G8' | 'G9'
  | 'E1' | 'E2' | 'E3' | 'E4' | 'E5' | 'P1' | 'P2' | 'box' | 'wrap' | 'code' | 'name' | 'password' | 'text' | 'seal' | 'F1' | 'F2' | 'F3' | 'F4' | 'F5' | 'F6' | 'set-back' | 'invite' | 'sheet' | 'state' | 'origin' | 'policy' | 'O1' | 'O2' | 'O3' | 'O4' | 'A1' | 'A2'
  /** One's own newest message is not among those opened: open older ones first. */
  | 'older';

/** Every failure of the worker: which check refused. Never a secret, never content. */
export class Refused extends Error {
  constructor(public readonly check: Refusal) { super(check); this.name = 'Refused'; }
}

/** A password to be set; `salt16` as POST auth/pre gives it for the name of the account. */
export interface NewPassword { password: string; salt16: string }

export interface Notice { code: 'first-contact' | 'policy' | 'old'; since?: string }
export interface Contact { phone: string; emergency: { label: string; number: string }[] }
export interface Policy {
  retention: 'none' | 'doc'; years: number; close_days: number; continuity: boolean; supervision: 'off' | 'logged';
  relink: 'off' | 'confirmed'; groups: boolean; live: 'keep' | 'drop'; erase_wait: number;
}
export interface Checked { fingerprint: string; seq: number; policy: Policy; contact: Contact; notices: Notice[]; roles: { continuity: boolean; archive: boolean } }

export interface OpenMessage {
  id: string; order: number; author: string; role: 'seeker' | Role; mine: boolean; kind: 'message' | 'note';
  /** open: readable. sealed: it cannot be opened or was refused (`check` says by what). unchecked: it follows a gap; `text` only after `openAnyway`. */
  state: 'open' | 'sealed' | 'unchecked'; check?: Refusal;
  text: string; lang: string;
  /** Attachments of one that is open: their names reduced; `openFile` opens them. */
  files: NamedFile[];
  /** Unix ms. `exact` false: the server's rounded time is shown instead of the sender's (PROTOCOL 2.6). */
  at: number; exact: boolean;
}
export interface NamedFile { id: string; name: string; type: string; size: number }
export interface Profile { name: string; age: string | null; gender: string | null; alias: string | null; lang: string; answers: { q: string; a: string }[] }
/** A case of a list, as far as it could be opened. */
export interface OpenCase { id: string; state: 'open' | 'sealed' | 'no-access'; check?: Refusal; profile: Profile | null }

export interface Me { uid: string; realm: Realm; name: string; state: Session['state']; roles: Role[]; alias: string | null; lang: string; checked: Checked | null; vault: Versioned | null }

/** One verb per line: name, arguments, answer. A `vault` in an answer must be stored with PUT me/vault (null: nothing to store). */
export interface Verbs {
  /** Checks roots and manifest before anybody signs in (D1 to D9). `f` is the fingerprint of the link, or null. Kept for register. */
  directory(a: Place & { directory: Directory; f: string | null }): Checked;
  /** name_norm, or Refused('name'). */
  name(a: { typed: string }): { norm: string };

  /** Looks for the counter that a task asks for; up to half a minute on a cheap phone. Refused('state') for a task that no server of ours gives. */
  work(a: { token: string; bits: number }): { proof: string };

  /** Argon2id, about 0.5 s (seeker) or 1 s (staff). The key stays in the worker until `signedIn`. */
  passwordLogin(a: Place & { realm: Realm; name: string; password: string; salt16: string; kdf: number }): Login;
  codeLogin(a: Place & { realm: Realm; code: string }): Login;
  /** Opens wrap, keyring, vault; checks the directory against the pins. `manifests`: the pinned one and (staff) those up to the newest; `records`: one's own member record. See `missing`. */
  signedIn(a: Place & { session: Session; manifests?: string[]; records?: string[]; tab?: OpenedTab }): Me & { where: string | null };
  /** What `signedIn` will need, from the answer of login: manifests by seq, member records by hash. Call before it (needs the vault, so it opens the session's boxes). */
  missing(a: Place & { session: Session; tab?: OpenedTab }): Wanted;

  /** Split reload (PROTOCOL 2.9.3): a fresh tab key, and the user key sealed under it. `key` is the one secret that leaves the worker: it goes to sessionStorage and opens nothing without the server. `where`: where the page is, at most 200 characters. Each call makes a new key. `stored`: versions of keyring and vault that the server has taken, as far as the page knows; without it those of the sign-in count. */
  tab(a: { where: string | null; stored?: { keyring: number; vault: number } }): { key: string; id: string; tab: Tab };
  /** The page has moved on, or something newer is stored: the same anew, under the tab key made last. */
  where(a: { where: string | null; stored?: { keyring: number; vault: number } }): { id: string; tab: Tab };
  /** The server's id of a tab, from its key. `missing` and `signedIn` then take what the server gave as `tab`. */
  tabId(a: { key: string }): { id: string };

  /** Makes user key, keyring, vault, return code. name and password null: a return-code account. The worker is signed in when the server has said yes (`registered`). */
  register(a: Place & { realm: 'seeker'; name: string | null; password: string | null; salt16: string | null; lang: string }): { body: Registration; code: string };
  /** Staff: a token from the link, the alias seekers will see. `kind` join: directory and `f` must have been checked before. */
  join(a: Place & { token: string; kind: 'join' | 'setup'; name: string; password: string; salt16: string; alias: string; lang: string }): { body: Registration; code: string };
  registered(a: { session: Session }): Me;
  /** The server's id of an invite, from the token of its link: for GET invites/{id}. */
  inviteId(a: { token: string }): { id: string };

  /** Asked again before what cannot be undone: the login key of what was typed. `salt16`, `kdf` as POST auth/pre gives them. Refused('code') before anything is sent. */
  prove(a: { password: string; salt16: string; kdf: number } | { code: string }): Proof;
  /** The wrap that POST me/proof gave for it opens to this account's own key. Refused('wrap'). What demands a proof comes after this. */
  proved(a: { wrap: Wrap; keyring?: Versioned }): Record<string, never>;
  /** After `proved`: a new password, a new return code, or both; what is not named stays. The code is shown once. Nothing is kept until `rekeyed`, when the server has taken it. Refused('password'), Refused('state') for an account without a password. */
  rekey(a: { password: NewPassword | null; code: boolean }): { body: Ways; code: string | null };
  rekeyed(a: Record<string, never>): Record<string, never>;
  /** "Somebody knows my password", after `proved`: everything that hangs on the user key, under a new one. `cases`, `drafts` as GET me/keys gives them, the vault as it was merged last. `dropped`: drafts that could not be taken along. Nothing is kept until `renewedKeys`. */
  renewKeys(a: { password: NewPassword | null; cases: KeyedCase[]; drafts: KeyedDraft[] }): { body: Renewal; code: string; dropped: number };
  renewedKeys(a: Record<string, never>): Record<string, never>;
  /** Voluntary details of a case of one's own: the profile in its next version, to be stored with PUT cases/{id}/profile. */
  details(a: { case: Case; name: string; age: string | null; gender: string | null }): Versioned;
  /** The language that somebody likes to read, in the vault; null: it is there already. */
  speaks(a: { lang: string }): { vault: Versioned | null };
  /** Forgotten password, after `codeLogin`: `session` as POST auth/recover gave it. Whose account it is; an empty name: one without a password. */
  recovering(a: Place & { session: Session }): { name: string };
  /** Makes what PUT auth/recover takes, and the new code. Its answer is then a sign-in by the new code: `missing`, `signedIn`. */
  recover(a: Place & { session: Session; password: NewPassword | null }): { body: Ways; code: string };

  /** A text that is being written, sealed for its writer alone (PROTOCOL 2.1). `id` becomes the id of the message. `version`: the stored one + 1. */
  sealDraft(a: { case: string; kind: DraftKind; version: number; id: string; text: string; lang: string }): { box: Sealed };
  /** Refused('set-back') for an older version than this worker has seen of it. `at`: Unix ms. */
  openDraft(a: { case: string; kind: DraftKind; version: number; box: Sealed }): { id: string; text: string; lang: string; at: number };

  /** An address for notices by mail, sealed to the notifier (spec/notice.md). Refused('text') if it is none, Refused('seal') for another kind of recipient. */
  sealAddress(a: { recipient: string; address: string }): { file: Sealed };

  /** First letter (`begun`: the ids of its draft): case, key, profile, message, self copy, grants. Nothing is kept until `enquirySent`; calling it again with the same text gives the same ids. */
  enquiry(a: { topic: string; lang: string; text: string; name: string; age: string | null; gender: string | null; answers: { q: string; a: string }[]; begun?: { case: string; message: string } }): NewEnquiry;
  enquirySent(a: { case: string }): Record<string, never>;

  /** Opens the profile of each case of a list (self copy, or `grant` for enquiries in the pool). */
  cases(a: { cases: { case: Case; grant: Grant | null }[]; members?: Members }): OpenCase[];
  /** One's own reading position: the highest order number read in each case, 0 where nothing was read. */
  positions(a: { cases: string[] }): Record<string, number>;
  /** Opens an enquiry in the pool with the intake key; also one that was put back. `messages` may begin anywhere. */
  openEnquiry(a: { case: Case; grant: Grant; messages: Message[]; members: Members }): { profile: Profile; messages: OpenMessage[] };
  /** Makes NK (or keeps the one of an enquiry that was put back), the own copy, the continuity grant. */
  accept(a: { case: string }): Acceptance;
  /** Opens the *stored* copy again and checks it before the intake grant may go (PROTOCOL 2.8.10 step 4). */
  confirm(a: { case: Case }): { vault: Versioned };

  /**
   * Keys of a case that somebody else has given, from the grant to oneself. Comes before `openCase` where the case has no copy of one's own. Store `vault` first, then PUT cases/{id}/self.
   */
  adopt(a: { case: Case; grants: Grant[]; members: Members }): { self: Sealed; vault: Versioned };
  /** Staff: new keys for a case of one's own, for everybody who reads on. `shared`: one's own cases of accounts that read along; who is not among them does not any more. */
  rotate(a: { case: Case; shared: Case[] }): NewEpoch;
  /** Staff: shares `case` with the account of `to`, both one's own. Refused('policy') where the agency has not signed that, Refused('state') for one and the same account. */
  relink(a: { case: Case; to: Case }): { grant: PersonGrant };
  /** A lead signs manifest seq+1 that lets earlier cases be shared with new accounts, or not any more. */
  setRelink(a: { on: boolean }): { body: NewManifest; vault: Versioned };

  /** Puts a case back: its keys for the intake role. */
  putBack(a: { case: string }): PutBack;

  /** Opens a case of one's own with its messages and notes: without holes, up to the newest; they may begin anywhere (older ones on request). What begins late is checked as far as it can be, and wholly when the older ones are there. What was opened before is not opened again. Moves `seen`; store `vault` when it is not null. `profile` null: `refused` says by which check (P2: somebody may have swapped it). */
  openCase(a: { case: Case; messages: Message[]; notes: Message[]; held?: Message[]; members: Members; anyway?: boolean }): { profile: Profile | null; messages: OpenMessage[]; notes: OpenMessage[]; held: OpenMessage[]; gap: boolean; vault: Versioned | null; refused?: Refusal };
  /** Seals; then opens its own output and compares (PROTOCOL 2.6). The same `id` gives the same answer, so a retry is harmless. */
  message(a: { case: string; id: string; text: string; lang: string; kind: 'message' | 'note'; files?: string[] }): NewMessage;
  /** Takes a file in, to be sealed under a key of its own: what is stored of it is `length` bytes. Refused('F6') for what is none of our types, Refused('F3') for what is too large. */
  attach(a: { case: string; name: string; type: string; bytes: Bytes }): { id: string; name: string; length: number };
  /** Part `n` of what is stored; the same every time. */
  attachedPart(a: { id: string; n: number }): { part: Bytes };
  /** The list of what is picked for the next message of a case, sealed like a draft (spec/draft.md). `id`: of the list. `version`: the stored one + 1. `whole`: the server has all of it. Refused('state') for a file that was not attached to the case. */
  sealPicked(a: { case: string; id: string; version: number; files: { id: string; whole: boolean }[] }): { box: Sealed };
  /** What is whole can go with a message, though its bytes are not here; `length`: of what is stored. Refused('set-back') for an older version than this worker has seen. */
  openPicked(a: { case: string; version: number; box: Sealed }): { id: string; files: { id: string; name: string; size: number; length: number; whole: boolean }[] };
  /** The file is not needed any more. */
  detach(a: { id: string }): Record<string, never>;
  /** Opens an attachment of a message that `openCase` has shown as open, with every check of spec/file.md. */
  openFile(a: { case: string; message: string; id: string; sealed: Bytes }): { name: string; type: string; bytes: Bytes };
  /** A held message was taken back: its place in the order is free again. */
  takenBack(a: { case: string; id: string }): Record<string, never>;
  /** The server took it: it counts as seen. */
  sent(a: { case: string; message: Message }): { vault: Versioned | null };

  /** What is announced before deleting (GET me/erasure) is what the agency has signed, else Refused('policy'); see spec/erase.md. `manifest`: hash of the manifest that says so, for DELETE me. */
  erasing(a: { preview: Preview }): Outcome & { manifest: string };
  /** A counsellor's order to delete this case (GET cases/{id}/erasure), checked as far as a seeker can (O1 to O4). `members`: those of `wanted({ all })`. `at`: Unix ms of the day. */
  ordered(a: { case: string; order: string; members: Members }): Outcome & { alias: string; way: AskedBy; account: boolean; at: number };
  /** Staff: what happens with a case when it is deleted; `until` (Unix ms): the last day, if it is sealed today. `wait`: days that an order waits. */
  outcome(): Outcome & { until: number | null; wait: number };
  /** Staff: signs the order to delete a case. `request`: the message in which the seeker asks, if `way` is `case`. `account`: the account as well, if it has no other case. */
  orderErasure(a: { case: string; request: string | null; way: AskedBy; account: boolean }): { order: string };

  /** Adopts agency-key grants into the keyring; null if there was nothing to adopt. `stored`: the keyring as GET me/keyring gives it, in which another page may have adopted some. */
  adoptKeys(a: { grants: Grant[]; members: Members; stored?: Versioned }): { keyring: Versioned | null; adopted: string[] };

  /** First lead: root, manifest 1, intake and continuity identities, with `years` (1 to 30: cases are kept that long; 0 or none: erased) the archive's, paper signer. Shows the sheet; nothing leaves before `confirmSheet`. Called again, it starts anew. `alias` is needed when the set-up goes on after a new sign-in. */
  makeAgency(a: Place & { contact: Contact; continuity: boolean; years?: number; alias?: string }): { sheet: Sheet };
  /** `typed`: the 8 characters asked for. Refused('sheet') if wrong. */
  confirmSheet(a: { typed: string }): Setup;
  published(): Me;

  /** A lead invites: token for the link, id for the server. `vault` must be stored before the link is shown. */
  invite(a: { roles: Role[] }): { id: string; token: string; until: string; vault: Versioned };
  /** Checks the mac of an answered invite with the token from the vault. */
  invited(a: { invite: Invite }): { uid: string; alias: string; roles: Role[]; kids: { enc: string; sig: string } };
  /** Signs manifest seq+1 with the new member and makes the agency-key grants for the roles. */
  admit(a: { invites: Invite[] }): { body: NewManifest; vault: Versioned };
  /**
   * Signs manifest seq+1 without this member, with new keys for intake and continuity if they held one, and the agency-key grants for everybody who stays but those `stopped` (uids).
   * `members`: the records of all. `keyring`, where it is not null, must be stored before the manifest is sent. Refused('state') for a root signer, Refused('policy') by whoever is none.
   */
  dismiss(a: { uid: string; stopped?: string[]; members?: Members }): { body: NewManifest; vault: Versioned; keyring: Versioned | null };
  /** Before a stopped member of staff is started again: manifest seq+1 with today's agency keys for them. Refused('policy') by whoever is no root signer. */
  regrant(a: { uid: string; members: Members }): { body: NewManifest; vault: Versioned };
  /** Before somebody is dismissed: a case of the pool that they put back is granted again by a lead. */
  grantAnew(a: { case: Case; grant: Grant; members: Members }): PutBack;
  /** A lead: a first archive key, to be written down and typed back with `setRetention`; null where the agency has one. */
  newArchive(): { sheet: Sheet | null };
  /** A lead: signs manifest seq+1 with another period; `years` 0: cases are erased. `members`: the records of all. `keyring`, where it is not null, must be stored before the manifest is sent. Refused('sheet') for a wrong `typed`. */
  setRetention(a: { years: number; close_days: number; typed: string | null; members: Members }): { body: NewManifest; vault: Versioned; keyring: Versioned | null };
  /** The archive's key to a case of one's own that has none yet, because it was taken over before the agency documented. */
  archiveGrant(a: { case: Case }): { grant: RoleGrant<'archive'> };

  /** Which key to the archive is at hand: one's own, one typed from paper, or none. */
  archiveKey(): { from: 'keyring' | 'paper' | null };
  /** A lead types the archive's key from paper. It is at hand when `slip` is null, until `shutArchive`, and goes into no keyring. Refused('G9') for a key that is not the one of the agency's manifest. */
  typeArchiveKey(a: { typed: string }): KeySlip;
  /** The archive is left: what was open of it goes, and a key from paper. */
  shutArchive(): Record<string, never>;
  /**
   * A holder of the archive key opens a sealed case: nothing is pinned, nothing counts as read. `wanted` not null: what has to be fetched first, as for `wanted`; then ask again.
   * `names`: who wrote a message or note, by its id, as the directory of that day has it. `anyway` is implied: what cannot be checked is shown and says so.
   */
  openArchive(a: { case: Case; grant: Grant; messages: Message[]; notes: Message[]; members: Members }): OpenArchive;
  /** Begins to take the case opened last along (spec/export.md): sealed to the agency's archive key, or to a passphrase made here, to be written down. */
  beginExport(a: { to: 'archive' | 'passphrase' }): { handle: string; passphrase: string | null };
  /** An attachment of it, opened with every check, under its name in the export. */
  exportFile(a: { message: string; id: string; sealed: Bytes }): { name: string; bytes: Bytes };
  /** The other files of the export, 500 messages at a time: `page` counts from 1, in turn; with the last, when there is no `more`, comes the list of all, signed. `labels`: words of the page for the readable one. */
  exportFiles(a: { labels: ExportLabels; agency: string; page: number }): { files: { name: string; bytes: Bytes }[]; more: boolean };
  /** Seals the archive part by part; what comes back is its next part. null: that was all. */
  sealExport(a: { part: Bytes | null }): { part: Bytes };

  /** The newest manifest (own or fetched): checked again, becomes the current one. */
  manifest(a: { roots: string[]; manifest: string; manifests?: string[] }): Me;
  /** Members of the current manifest whose records are known to the worker. */
  members(a: { members: Members }): { uid: string; alias: string; roles: Role[] }[];

  /**
   * What the worker still has to see before it can check these: manifests by seq and member records by hash. Fetch, put them into a `Members`, ask again:
   * a manifest may name further records. Both empty: ready. Records and manifests once given are kept until `forget`. `uids`: people whose names are to be shown; `all`: every member;
   * `manifest`: a newer one, for the verb `manifest` (the manifests it has to be followed through).
   */
  wanted(a: { case?: Case; messages?: Message[]; notes?: Message[]; grants?: Grant[]; uids?: string[]; all?: boolean; manifest?: string; members?: Members }): Wanted;
  /** After PUT me/vault or POST enquiries said `conflict`: the vault as GET me/vault gave it. Pins are merged, never moved back; then call the verb again (the ids stay). `vault` must be stored when it is not null. */
  refreshed(a: { vault: Versioned }): { vault: Versioned | null };

  /** A lead: after which entry to ask for the audit chain (GET audit?after). */
  chainFrom(): { after: number };
  /** A lead: what has come since follows what the vault remembers, up to the head; Refused('A1') if not, Refused('A2') if a lead has signed another chain. `anew`: she knows why, and the head is taken as it is. Store `vault`, then PUT audit/head `body`; both null: there is nothing new. `heads`: GET audit/heads. */
  chainSeen(a: { entries: ChainEntry[]; head: ChainHead; anew: boolean; heads: LeadHead[]; members: Members }): { vault: Versioned | null; body: string | null; heads: HeadSays[] };
  /** Older entries lead to one that was found good before; Refused('A1') if not. */
  chainBefore(a: { entries: ChainEntry[]; good: ChainEntry }): Record<string, never>;

  forget(): Record<string, never>;
}

/**
 * What is to be fetched: GET manifests/{seq}, GET members/{hash}. `newer`: something names a manifest above the current one;
 * GET session and the verb `manifest` come first, or it will be refused (E1).
 */
export interface Wanted { seqs: number[]; records: string[]; newer?: boolean }

export interface OpenArchive { wanted: Wanted | null; profile: Profile | null; messages: OpenMessage[]; notes: OpenMessage[]; names: Record<string, string> }

/** What is wrong with a key as it was typed: where it begins, a letter that no key has, too few or too many, or one that is another. `group`: in which four letters of the sheet, from 1; 0 where nobody can say. */
export interface KeySlip { slip: 'start' | 'letter' | 'short' | 'long' | 'slip' | null; group: number }

/** Words of the page in which an export is read. */
export interface ExportLabels { lang: string; title: string; from: string; to: string; time: string; text: string; notes: string; unread: string; files: string; missing: string }

/** A head that a lead has signed, held against one's own chain. `older`: further back than was looked; `unsigned`: it is not hers, and its number is 0. */
export interface HeadSays { by: string; seq: number; hash: string; says: 'same' | 'other' | 'older' | 'unsigned' }

/** Directory material for E1 and G6: manifests by seq and member records, as fetched. The worker checks each against its chain. */
export interface Members { manifests: string[]; records: string[] }

export interface Sheet {
  fingerprint: string;
  /** What must be kept on paper, in this order: label key and text. */
  lines: { key: 'fingerprint' | 'paper' | 'continuity' | 'archive'; text: string }[];
  /** Which 8 characters are asked back: of `lines[line]`, without its hyphens, counted from 1; of an age identity behind its last 1. */
  ask: { line: number; from: number; length: 8 };
}

export type Verb = keyof Verbs;
export type Argument<V extends Verb> = Parameters<Verbs[V]>[0];
export type Answer<V extends Verb> = ReturnType<Verbs[V]>;

/** What a reload found: the key from sessionStorage and what the server had kept under it. */
export interface OpenedTab { key: string; tab: Tab }

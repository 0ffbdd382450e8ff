// What travels between browser and server (spec/api.md): the shapes, and nothing that does anything.
// Binary values are base64url without padding; ids are 22 characters; times are Unix milliseconds.

export type Realm = 'seeker' | 'staff';
export type Role = 'counsellor' | 'intake' | 'lead' | 'supervisor' | 'admin';

/** A text sealed in the key worker. Only the crypto folder makes one, so plain text does not compile into a request. */
export type Sealed = string & { readonly sealed: unique symbol };

export interface Versioned { version: number; box: Sealed }
export interface Wrap { method: 'pw' | 'rc'; gen: number; kdf: number; wrap: Sealed }

export interface Directory { agency: string; origin: string; short: string; roots: string[]; manifest: string | null }

export interface Session {
  uid: string; realm: Realm; agency: string; state: 'active' | 'waiting' | 'setup';
  handle: string; ends_at: number; idle_minutes: number;
  wrap: Wrap | null; keyring: Versioned; vault: Versioned; roots: string[]; manifest: string | null;
}

export interface Registration {
  agency: string; realm: Realm; uid: string; name: string | null; scheme: 'split1'; kdf: number; salt16: string;
  auth: string | null; rc_id: string | null; auth_rc: string | null;
  wraps: Wrap[]; keyring: Sealed; vault: Sealed;
  invite: { id: string; record: string; mac: string } | null;
}
/** How a call proves again who asks: goes into its body. */
export interface Proof { method: 'pw' | 'rc'; auth: string }
/** Ways of signing in as they are from now on; null: stays. */
export interface Ways { keyring: Versioned; password: { auth: string; wrap: Wrap } | null; code: { rc_id: string; auth: string; wrap: Wrap } | null }
/** What hangs on the user key: GET me/keys. */
export interface KeyedCase { id: string; seeker: string; epoch: number; ck_id: string; self: Sealed; profile: Versioned }
export interface KeyedDraft { case: string; kind: KeptKind; version: number; box: Sealed }
export interface Renewal extends Ways {
  code: NonNullable<Ways['code']>; vault: Versioned; cases: { id: string; epoch: number; self: Sealed; profile: Versioned | null }[]; drafts: KeyedDraft[];
}
export interface Login { agency: string; realm: Realm; method: 'pw' | 'rc'; name: string | null; rc_id: string | null; auth: string }

/** Codes of a fixed list on a case: `acute` is set by staff, `exposed` by the server when the seeker says that somebody knows her password, `left` when a colleague is stopped who may have known the keys. */
export type Mark = 'acute' | 'exposed' | 'left';
export type DraftKind = 'message' | 'note' | 'earlier';
/** What lies with the drafts: texts, and the list of what was picked for the next message. */
export type KeptKind = DraftKind | 'files';
export type CaseState = 'open' | 'taken' | 'rest' | 'closed';
export interface Case {
  id: string; state: CaseState; topic: string; lang: string; epoch: number; ck_id: string; nk_id: string | null;
  created: number; last_order: number; last_time: number; last_role: 'seeker' | Role;
  promised_at: number | null; late_at: number | null; marks: Mark[];
  seeker: string; counsellor: string | null; profile: Versioned; self: Sealed | null;
  /** The last day that it stays sealed; when an erase order runs (Unix ms). While one waits nobody reads or writes: `self` is null. */
  sealed_until: number | null; locked_until: number | null;
  /** It was shared with another account of the person who writes, last on this day; `own`: with the one that asks, to read only. `cases`: for staff, those of the accounts that read along. */
  shared: { at: number; own: boolean; cases: string[] } | null;
  /** Of every epoch from 1 on. */
  back: BackLink[];
}
/** The keys of the epoch before, sealed under those of `epoch`; `nk` null for seekers. */
export interface BackLink { epoch: number; ck: Sealed; nk: Sealed | null }
/** New keys of a case: PUT cases/{id}/epoch. */
export interface NewEpoch {
  epoch: number; ck_id: string; nk_id: string; self: Sealed; back: { ck: Sealed; nk: Sealed }; profile: Versioned;
  grants: RoleGrant<'continuity' | 'archive'>[]; people: { id: string; to_uid: string; file: Sealed }[];
}
/** A case's key for a person. */
export interface PersonGrant { id: string; epoch: number; file: Sealed }
/** A case in a list of the desk; nothing sealed in it. */
export type Row = Pick<Case, 'id' | 'state' | 'topic' | 'lang' | 'created' | 'last_order' | 'last_time' | 'last_role' | 'promised_at' | 'late_at' | 'marks' | 'counsellor'>;
export interface Message {
  id: string; order: number; time: number; epoch: number; author: string; role: 'seeker' | Role;
  author_seq: number; prev_hash: string; kind: 'message' | 'note'; box: Sealed;
  /** Unix ms; not null (and `order` 0) while a staff message can still be taken back. */
  held_until: number | null;
}
export interface Grant {
  id: string; epoch: number; to_uid: string | null; to_role: string | null; by: string | null;
  why: string; until: string | null; file: Sealed;
}

export interface NewMessage { id: string; epoch: number; role: 'seeker' | Role; author_seq: number; prev_hash: string; kind: 'message' | 'note'; box: Sealed; files: string[] }
export interface NewEnquiry {
  case: string; topic: string; lang: string; epoch: 0; ck_id: string; profile: Versioned;
  message: { id: string; author_seq: 1; prev_hash: string; kind: 'message'; box: Sealed };
  self: Sealed; grants: RoleGrant<'intake' | 'continuity' | 'archive'>[]; vault: Versioned;
}
/** A case's key for a role of the agency; `mseq`: the manifest by whose keys it was made. */
export interface RoleGrant<R extends string> { id: string; role: R; mseq: number; file: Sealed }
export interface Acceptance { nk_id: string; self: Sealed; grants: RoleGrant<'continuity' | 'archive'>[] }
/** The audit chain (spec/audit.md); `at`: Unix ms. */
export interface ChainHead { seq: number; at: number; hash: string }
/** What a lead's browser has signed last, as the server names it: only what stands in `body` counts. */
export interface LeadHead { by: string; seq: number; hash: string; body: string }
export interface ChainEntry extends ChainHead { actor: string; action: string; object: string | null; reason: string; count: number; root: string | null; prev: string }

export interface Setup { root: string; manifest: string; records: string[]; keyring: Versioned; vault: Versioned; sheet: true }
export interface NewManifest { manifest: string; records: string[]; grants: { id: string; to_uid: string; file: Sealed }[]; invites: string[] }
export interface Invite { id: string; state: 'open' | 'answered'; until: string; uid: string | null; record: string | null; mac: string | null }

export interface Problem { code: string; key: string; field: string | null; by: string | null; wait: number | null }
export interface PutBack { grants: RoleGrant<'intake'>[] }
/** What lies with the session in the server's memory, so that a reload goes on without the password. */
export interface Tab { box: Sealed; where: Sealed | null }
export interface OwnSession { handle: string; own: boolean; ends_at: number; last_use: number }
export interface LiveEvent { kind: 'again' | 'case' | 'pool' | 'directory' | 'out'; case?: string }

/** What becomes of a case that somebody has taken: gone, or sealed for some years (spec/erase.md). `years` is 0 with `delete`. */
export interface Outcome { mode: 'delete' | 'seal'; years: number }
/** What a deletion of one's own access would take away now; days as Unix ms. The key worker compares it with the signed policy before anybody reads it. */
export interface Preview extends Outcome { cases: { id: string; taken: boolean; messages: number; files: number; sealed_until: number | null }[]; drafts: number; backups_until: number }
/** What was deleted, without names; days as Unix ms. */
export interface ErasureReceipt { at: number; deleted: { cases: number; messages: number; files: number; drafts: number }; sealed: { until: number }[]; backups_until: number }
/** How a seeker has asked for it: in a message of the case, or outside. */
export type AskedBy = 'case' | 'phone' | 'person' | 'letter';
/** An order that waits; all null: there is none. */
export interface EraseOrder { order: string | null; runs_at: number | null; by_role: Role | null }

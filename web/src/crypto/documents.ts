// The documents an agency signs (PROTOCOL 2.4.2): shapes, and the envelope around them.
import { ad, b64, Malformed, unb64, type Bytes } from './bytes';
import { sign, verify } from './ed25519';
import type { KeySeed } from './keyring';
import { sha256 } from './primitives';
import { binary, bool, date, id, integer, key32, kid, list, nullable, object, one, readAs, record, refuseBy, text, type Of, type Shape } from './shape';
import type { Refusal } from './verbs';

const envelope = object({ typ: text, payload: text, sigs: list(object({ kid, sig: binary(64) })) });

const hash = binary(32);

const positive: Shape<number> = (value) => {
  if (integer(value) < 1) throw new Malformed('number'); // kill: Documents.positive-number
  return value as number;
};

/** Only the post-quantum kind exists (PROTOCOL 2.5). */
const rcpt: Shape<string> = (value) => {
  if (!/^age1pq1[02-9ac-hj-np-z]{1952}$/.test(text(value))) throw new Malformed('recipient'); // kill: Documents.rcpt-recipient
  return value as string;
};

export const encShape = object({ kid, rcpt });
export const sigShape = object({ kid, pub: key32 });

export const rootShape = object({
  v: one(1), agency: id, origin: text, also: list(text), n: positive, prev: nullable(hash),
  signers: list(object({ kid, pub: key32, label: text })), threshold: positive, at: date,
});
export type Root = Of<typeof rootShape>;

const policyShape = object({
  retention: one('none', 'doc'), years: integer, close_days: integer, continuity: bool, supervision: one('off', 'logged'),
  relink: one('off', 'confirmed'), groups: bool, live: one('keep', 'drop'), erase_wait: integer,
});

const parts = object({
  v: one(1), agency: id, origin: text, seq: positive, prev: nullable(hash), root: positive, at: date, renew: date,
  roles: object({ intake: encShape, continuity: nullable(encShape), archive: nullable(encShape) }),
  members: record(id, hash), policy: policyShape, contact: object({ phone: text, emergency: list(object({ label: text, number: text })) }),
  min_suite: one(1),
});
export type Manifest = Of<typeof parts>;

/** How long documentation is kept at most. */
export const mostYears = 30;

/** Who keeps documentation says for how many years, and has a key that opens it then. An archive key may outlive the duty: it opens what was sealed before. */
export const manifestShape: Shape<Manifest> = (value) => {
  const manifest = parts(value), { policy: { retention, years }, roles: { archive } } = manifest;
  if (retention === 'none' ? years !== 0 : years < 1 || years > mostYears || archive === null) throw new Malformed('retention'); // kill: Documents.manifest-shape-retention
  return manifest;
};

/** A name that seekers see: 1 to 64 characters, all of them visible or plain spaces inside. Nothing that looks like nothing or turns the direction of writing. */
export const aliasShape: Shape<string> = (value) => {
  const alias = text(value);
  if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,64}$/u.test(alias) || alias.trim() !== alias) throw new Malformed('alias'); // kill: Documents.alias-shape-alias
  return alias;
};

const someRoles = list(one('counsellor', 'intake', 'lead', 'supervisor', 'admin'));
const rolesShape: typeof someRoles = (value) => {
  const roles = someRoles(value);
  if (roles.length === 0 || new Set(roles).size !== roles.length) throw new Malformed('roles'); // kill: Documents.roles-shape-roles
  return roles;
};

export const memberShape = object({ v: one(1), agency: id, uid: id, alias: aliasShape, roles: rolesShape, enc: encShape, sig: sigShape, since: date });
export type Member = Of<typeof memberShape>;

/** A payload as it was signed, read: `hash` is SHA-256 of its bytes, base64url. */
export interface Signed<T> { body: T; bytes: Bytes; hash: string; sigs: { kid: string; sig: string }[] }

/** Reads envelope and payload strictly; the signatures are not looked at yet. */
export async function openEnvelope<T>(check: Refusal, typ: string, shape: Shape<T>, source: string | Bytes): Promise<Signed<T>> {
  const outer = readAs(check, envelope, source);
  const bytes = refuseBy(check, () => { one(typ)(outer.typ); return unb64(outer.payload); });
  return { body: readAs(check, shape, bytes), bytes, hash: b64(await sha256(bytes)), sigs: outer.sigs };
}

/** True if `pub`, known as `kid`, signed the payload. */
export async function signedBy<T>(typ: string, doc: Signed<T>, key: { kid: string; pub: string }): Promise<boolean> {
  const entry = doc.sigs.find((sig) => sig.kid === key.kid);
  return entry !== undefined && verify(unb64(key.pub), ad(typ, doc.bytes), unb64(entry.sig)); // kill: D1.signed-by
}

/** Signs the bytes of a payload; the envelope is what travels. */
export function signEnvelope(typ: string, payload: Bytes, keys: KeySeed[]): string {
  const sigs = keys.map(({ kid, seed }) => ({ kid, sig: b64(sign(unb64(seed), ad(typ, payload))) }));
  return JSON.stringify({ typ, payload: b64(payload), sigs });
}

/** A member record and the hash under which a manifest names it. */
export const hashOf = async (source: Bytes): Promise<string> => b64(await sha256(source));

// What a person keeps sealed under the user key: keyring and vault (PROTOCOL 2.1). The server stores boxes and versions.
import { ad, b64, unb64, utf8, type Bytes } from './bytes';
import { openBox, pad, sealBox, unpad } from './box';
import { writeJson } from './json';
import type { Where } from './place';
import { hkdf } from './primitives';
import { base64, date, id, integer, key32, kid, list, nullable, object, one, readAs, record, refuseBy, text, type Of, type Shape } from './shape';
import { Refused } from './verbs';
import type { Sealed, Versioned } from './wire';

const seedOf = object({ kid, seed: key32 });
export type KeySeed = Of<typeof seedOf>;

/** Lists are newest first. `sig` is null for seekers, `pin` for staff. */
export const keyringShape = object({
  v: one(1), realm: one('seeker', 'staff'), name: text, gens: object({ pw: nullable(integer), rc: nullable(integer), prf: record(base64, integer) }),
  enc: list(seedOf), sig: nullable(seedOf), pin: nullable(seedOf), roles: object({ intake: list(seedOf), continuity: list(seedOf), archive: list(seedOf) }),
});
export type Keyring = Of<typeof keyringShape>;
export type Purpose = keyof Keyring['roles'];

const pinShape = object({ root_fp: text, n: integer, seq: integer, hash: key32, suite: integer });

/** What of a directory is pinned. All zero as long as an agency that is being set up has none. */
export type Pin = Of<typeof pinShape>;
export const unpinned: Pin = { root_fp: '', n: 0, seq: 0, hash: b64(new Uint8Array(32)), suite: 1 };

const roleShape = one('counsellor', 'intake', 'lead', 'supervisor', 'admin');

/** The newest entry of the audit chain that a lead's browser has checked (spec/audit.md). */
const chainShape = object({ seq: integer, at: integer, hash: key32 });

const vaultKeys = {
  v: one(1), dir: pinShape,
  cases: record(id, object({ epoch: integer, ck_id: id, nk_id: nullable(id), profile: integer, pin: nullable(key32) })),
  seen: record(id, integer), invites: list(object({ t: id, roles: list(roleShape), until: date })), drafts: record(id, integer), lang: text,
};
const anybodys = object(vaultKeys), leads = object({ ...vaultKeys, chain: chainShape });
export type Vault = Of<typeof anybodys> & { chain?: Of<typeof chainShape> };
export const vaultShape: Shape<Vault> = (value) => ((value as { chain?: unknown } | null)?.chain ? leads : anybodys)(value);

export interface Owner extends Where { uid: Bytes }

/** The keys under the user key. */
export const under = (uk: Bytes, what: 'keyring' | 'vault' | 'draft' | 'case-self'): Promise<Bytes> => hkdf(uk, `sg1/${what}`, 32);

export const keyringAd = (owner: Owner, version: number): Bytes => ad('sg1/keyring', owner.agency, owner.uid, version);
export const vaultAd = (owner: Owner, version: number): Bytes => ad('sg1/vault', owner.agency, owner.uid, version);

/** Seals a document, opens it again and compares: what could not be opened later is never handed out. */
export async function sealDocument(key: Bytes, context: Bytes, json: string, version: number): Promise<Versioned> {
  const box = await sealBox(key, context, pad(utf8(json)));
  const again = unpad(await openBox(key, context, box));
  if (new TextDecoder().decode(again) !== json) throw new Refused('seal'); // kill: Keyring.seal-document-seal
  return { version, box: b64(box) as Sealed };
}

/** The bytes of a document; Refused('box') if it does not open. */
export const openDocument = async (key: Bytes, context: Bytes, box: string): Promise<Bytes> => unpad(await openBox(key, context, refuseBy('box', () => unb64(box))));

export const sealKeyring = async (uk: Bytes, owner: Owner, version: number, keyring: Keyring): Promise<Versioned> =>
  sealDocument(await under(uk, 'keyring'), keyringAd(owner, version), writeJson(keyringShape(keyring)), version);

export const openKeyring = async (uk: Bytes, owner: Owner, stored: Versioned): Promise<Keyring> =>
  readAs('box', keyringShape, await openDocument(await under(uk, 'keyring'), keyringAd(owner, stored.version), stored.box));

export const sealVault = async (uk: Bytes, owner: Owner, version: number, vault: Vault): Promise<Versioned> =>
  sealDocument(await under(uk, 'vault'), vaultAd(owner, version), writeJson(vaultShape(vault)), version);

export const openVault = async (uk: Bytes, owner: Owner, stored: Versioned): Promise<Vault> =>
  readAs('box', vaultShape, await openDocument(await under(uk, 'vault'), vaultAd(owner, stored.version), stored.box));

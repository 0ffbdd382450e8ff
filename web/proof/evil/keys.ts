// What a malicious operator can make with real keys: documents that are signed or sealed as they should be, by whoever owns the key, and then changed in one point.
import { b64, unb64, utf8, type Bytes } from '../../src/crypto/bytes';
import { codeKeys, readCode } from '../../src/crypto/code';
import { signEnvelope } from '../../src/crypto/documents';
import { openKeyring, openVault, type Keyring, type KeySeed, type Vault } from '../../src/crypto/keyring';
import { openSelf, type CaseKeys } from '../../src/crypto/keys';
import { where } from '../../src/crypto/place';
import { sha256 } from '../../src/crypto/primitives';
import type { Case, Directory, Realm, Session } from '../../src/crypto/wire';
import { openWrap, type WrapPlace } from '../../src/crypto/wrap';
import type { Person } from '../../src/demo/person';

/** Everything that lies under one account's user key, as `session` held it. */
export interface Ring { uk: Bytes; owner: WrapPlace; keyring: Keyring; vault: Vault; session: Session }

/** The keys of an account whose return code is known: the operator's own accounts, and people who work with the operator. */
export class Keys {
  private known: Promise<Ring> | null = null;
  constructor(readonly person: Person, private readonly realm: Realm, readonly code: string) {}

  /** Signed in once, at the first call; the session goes on beside any other. */
  ring(): Promise<Ring> { return this.known ??= this.open(); }

  private async open(): Promise<Ring> {
    const { place } = this.person, at = where(place), keys = await codeKeys(at, this.realm, await readCode(this.code));
    const answer = await fetch(`${place.origin}/api/1/auth/login`, {
      method: 'POST', headers: { 'Siegel-Realm': this.realm, 'Content-Type': 'application/json' },
      body: JSON.stringify({ agency: place.agency, realm: this.realm, method: 'rc', name: null, rc_id: b64(keys.id), auth: b64(keys.auth) }),
    });
    if (!answer.ok) throw new Error(`sign-in of the operator's own account: ${answer.status}`);
    const session = await answer.json() as Session, owner: WrapPlace = { ...at, uid: unb64(session.uid) };
    const uk = await openWrap(owner, { method: 'rc', kek: keys.kek, kdf: 0, x: new Uint8Array(0) }, session.wrap!);
    return { uk, owner, session, keyring: await openKeyring(uk, owner, session.keyring), vault: await openVault(uk, owner, session.vault) };
  }

  /** The keys of a case that this account holds; staff: with the note key. */
  async case(id: string): Promise<CaseKeys & { row: Case }> {
    const { uk, owner } = await this.ring(), { case: row } = await this.person.call<{ case: Case }>('GET', `cases/${id}`);
    return { ...await openSelf(uk, owner, { id: unb64(id), epoch: row.epoch, ckId: unb64(row.ck_id) }, this.realm === 'staff', unb64(row.self!)), row };
  }

  /** The key that signs; staff only. */
  async signer(): Promise<KeySeed> { return (await this.ring()).keyring.sig!; }
}

/** The payload of an envelope. */
export const payload = <T>(envelope: string): T => JSON.parse(Buffer.from((JSON.parse(envelope) as { payload: string }).payload, 'base64url').toString()) as T;
export const hashOf = async (envelope: string): Promise<string> => b64(await sha256(unb64((JSON.parse(envelope) as { payload: string }).payload)));

/** Any text as the payload of a well-signed envelope, whatever it says. */
export const signedText = (typ: string, text: string, signers: KeySeed[]): string => signEnvelope(typ, utf8(text), signers);

/** The same document, changed in place, signed anew by these keys. */
export function resigned<T>(typ: string, envelope: string, change: (body: T) => void, signers: KeySeed[]): string {
  const body = payload<T>(envelope);
  change(body);
  return signedText(typ, JSON.stringify(body), signers);
}

/** The agency's newest directory, as the real server gives it. */
export const directoryOf = (person: Person): Promise<Directory> => person.call<Directory>('GET', `agencies/${person.short}/directory`);

/** One bit of base64url bytes turned over; `at` counts from the end if negative. */
export function flipped(text: string, at = -1): string {
  const bytes = unb64(text);
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  return b64(bytes);
}

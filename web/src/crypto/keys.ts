// Keys and their ids: key ids, the keys of a case by epoch, a person's own copy of them, the links between epochs (PROTOCOL 2.0, 2.5).
import { ad, b64, equal, utf8, type Bytes } from './bytes';
import { recipient } from './age';
import { openBox, sealBox } from './box';
import { publicKey } from './ed25519';
import { under, type KeySeed, type Owner } from './keyring';
import type { Where } from './place';
import { hkdf, hmac, random, sha256 } from './primitives';
import { Refused } from './verbs';

/** Short id of a recipient text (age1pq1…) or of a raw Ed25519 key. */
export const kidOf = async (key: string | Bytes): Promise<string> => b64((await sha256(ad('sg1/kid', key))).slice(0, 8));

/** An identity that receives grants. */
export async function newEncKey(): Promise<{ seed: KeySeed; rcpt: string }> {
  const seed = random(32), rcpt = await recipient(seed);
  return { seed: { kid: await kidOf(rcpt), seed: b64(seed) }, rcpt };
}

/** A key that signs. */
export async function newSigKey(): Promise<{ seed: KeySeed; pub: Bytes }> {
  const seed = random(32), pub = publicKey(seed);
  return { seed: { kid: await kidOf(pub), seed: b64(seed) }, pub };
}

export const ckIdOf = (ck: Bytes): Promise<Bytes> => hkdf(ck, 'sg1/ck-id', 16);
export const nkIdOf = (nk: Bytes): Promise<Bytes> => hkdf(nk, 'sg1/nk-id', 16);

/** The key of a conversation, and for staff the key of its notes. */
export interface CaseKeys { ck: Bytes; nk: Bytes | null }

export interface CaseEpoch { id: Bytes; epoch: number; ckId: Bytes }

const selfAd = (owner: Owner, at: CaseEpoch): Bytes => ad('sg1/case-self', owner.agency, owner.uid, at.id, at.epoch, at.ckId);

/** A person's own copy: CK for a seeker, CK || NK for staff. Symmetric, so a server cannot plant one. */
export async function sealSelf(uk: Bytes, owner: Owner, at: CaseEpoch, keys: CaseKeys, salt?: Bytes): Promise<Bytes> {
  const plain = new Uint8Array([...keys.ck, ...(keys.nk ?? [])]);
  return sealBox(await under(uk, 'case-self'), selfAd(owner, at), plain, salt);
}

/** Opens an own copy and checks that the key gives the id under which it is filed. */
export async function openSelf(uk: Bytes, owner: Owner, at: CaseEpoch, staff: boolean, box: Bytes): Promise<CaseKeys> {
  const plain = await openBox(await under(uk, 'case-self'), selfAd(owner, at), box);
  if (plain.length !== (staff ? 64 : 32)) throw new Refused('box'); // kill: Keys.open-self-box
  const ck = plain.slice(0, 32);
  if (!equal(await ckIdOf(ck), at.ckId)) throw new Refused('G5'); // kill: G5.open-self
  return { ck, nk: staff ? plain.slice(32) : null };
}

/** Binds the key of an epoch to the one before. */
export const linkOf = (before: Bytes, place: Where, at: CaseEpoch): Promise<Bytes> => hmac(before, ad('sg1/epoch', place.agency, at.id, at.epoch, at.ckId));

/** Back-links: the key of an epoch opens the one before, so that one grant opens the history. */
export const backAd = (label: 'sg1/back' | 'sg1/back-nk', place: Where, caseId: Bytes, epoch: number): Bytes => ad(label, place.agency, caseId, epoch);

/** The id of an invite and the key of its mac, from the token in the link. */
export const inviteId = (token: Bytes): Promise<Bytes> => hkdf(token, 'sg1/inv/id', 16);
export const inviteMac = async (token: Bytes, record: string): Promise<Bytes> => hmac(await hkdf(token, 'sg1/inv/mac', 32), utf8(record));

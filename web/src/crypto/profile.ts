// The seeker's profile: name, voluntary details, and the key to which later grants go (PROTOCOL 2.6). Sealed under the case key;
// since staff hold that too, the seeker's own pin key signs the recipient.
import { ad, b64, unb64, type Bytes } from './bytes';
import { sign, verify } from './ed25519';
import { encShape, sigShape } from './documents';
import { kidOf, type CaseEpoch } from './keys';
import type { KeySeed } from './keyring';
import { publicKey } from './ed25519';
import { binary, list, nullable, object, one, readAs, text, type Of } from './shape';
import { Refused } from './verbs';

export const profileShape = object({
  v: one(1), name: text, age: nullable(text), gender: nullable(text), alias: nullable(text), lang: text, answers: list(object({ q: text, a: text })),
  enc: encShape, pin: sigShape, enc_sig: binary(64),
});
export type ProfileText = Of<typeof profileShape>;

/** The agency and the seeker whose profile it is: ids in bytes. */
export interface ProfilePlace { agency: Bytes; case: CaseEpoch; uid: Bytes }

export const profileAd = (place: ProfilePlace, version: number): Bytes =>
  ad('sg1/profile', place.agency, place.case.id, place.case.epoch, place.case.ckId, version);

export const encAd = (place: ProfilePlace, rcpt: string): Bytes => ad('sg1/enc', place.agency, place.case.id, place.uid, rcpt);

type Said = Pick<ProfileText, 'name' | 'age' | 'gender' | 'alias' | 'lang' | 'answers'>;

/** A profile with the recipient signed by the pin key. */
export async function makeProfile(place: ProfilePlace, said: Said, rcpt: string, pin: KeySeed): Promise<ProfileText> {
  const { name, age, gender, alias, lang, answers } = said;
  const seed = unb64(pin.seed);
  return {
    v: 1, name, age, gender, alias, lang, answers, enc: { kid: await kidOf(rcpt), rcpt }, pin: { kid: pin.kid, pub: b64(publicKey(seed)) },
    enc_sig: b64(sign(seed, encAd(place, rcpt))),
  };
}

/** What staff have pinned of a seeker: the pin key and the newest version seen. */
export interface ProfilePin { pub: string; version: number }

/** P1 and P2. `pinned` is null the first time only. */
export async function checkProfile(place: ProfilePlace, source: string | Bytes, version: number, pinned: ProfilePin | null): Promise<ProfileText> {
  const profile = readAs('P1', profileShape, source);
  const { enc, pin } = profile, pub = unb64(pin.pub);
  if (enc.kid !== await kidOf(enc.rcpt) || pin.kid !== await kidOf(pub)) throw new Refused('P1'); // kill: P1.key-ids
  if (!(await verify(pub, encAd(place, enc.rcpt), unb64(profile.enc_sig)))) throw new Refused('P1'); // kill: P1.signature
  if (pinned && (pinned.pub !== pin.pub || version < pinned.version)) throw new Refused('P2'); // kill: P2.profile
  return profile;
}

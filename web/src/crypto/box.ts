// Box v1: every symmetric ciphertext (PROTOCOL 2.2). A fresh salt gives a fresh key, so a nonce is never used twice;
// `commit` makes it impossible that one box opens under two keys.
import { concat, equal, utf8, type Bytes } from './bytes';
import { hkdf, random, sha256 } from './primitives';
import { Refused } from './verbs';

const saltAt = 2, commitAt = 34, bodyAt = 66, tag = 16;

/** What a box is longer than its plaintext. */
export const overhead = bodyAt + tag;

async function keys(key: Bytes, ad: Bytes, salt: Bytes): Promise<{ aes: CryptoKey; nonce: Bytes; commit: Bytes }> {
  if (key.length !== 32) throw new Refused('seal'); // kill: Box.keys-seal
  const okm = await hkdf(key, concat(utf8('sg1/box'), await sha256(ad)), 76, salt);
  const aes = await crypto.subtle.importKey('raw', okm.slice(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { aes, nonce: okm.slice(32, 44), commit: okm.slice(44, 76) };
}

/** Seals `plain` under a 32-byte key. Only vectors name a salt. */
export async function sealBox(key: Bytes, ad: Bytes, plain: Bytes, salt: Bytes = random(32)): Promise<Bytes> {
  const { aes, nonce, commit } = await keys(key, ad, salt);
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: ad }, aes, plain);
  return concat(Uint8Array.of(1, 1), salt, commit, new Uint8Array(body));
}

/** Opens a box. One error for every cause: Refused('box'). */
export async function openBox(key: Bytes, ad: Bytes, box: Bytes): Promise<Bytes> {
  if (box.length < overhead || box[0] !== 1 || box[1] !== 1) throw new Refused('box'); // kill: Box.form
  const { aes, nonce, commit } = await keys(key, ad, box.slice(saltAt, commitAt));
  if (!equal(commit, box.slice(commitAt, bodyAt))) throw new Refused('box'); // kill: Box.commitment
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: ad }, aes, box.slice(bodyAt)));
  } catch { throw new Refused('box'); } // kill: Box.tag
}

const smallest = 512;

/** The length to which `length` is filled up: at most 12 % more. For lengths below 2^31. */
export function padme(length: number): number {
  if (length < 2) return length;
  const e = 31 - Math.clz32(length);
  const s = 32 - Math.clz32(e);
  const mask = 2 ** (e - s) - 1;
  return (length + mask) & ~mask;
}

/** 0x80, then zeros, up to a padded size: the length tells little about what is inside. */
export function pad(plain: Bytes): Bytes {
  const padded = new Uint8Array(Math.max(smallest, padme(plain.length + 1)));
  padded.set(plain);
  padded[plain.length] = 0x80;
  return padded;
}

/** Takes the padding off. Anything but a padded size, zeros and one 0x80 is Refused('box'). */
export function unpad(padded: Bytes): Bytes {
  if (padded.length < smallest || padme(padded.length) !== padded.length) throw new Refused('box'); // kill: Box.padded-size
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (padded[end] !== 0x80) throw new Refused('box'); // kill: Box.padding-mark
  return padded.slice(0, end);
}

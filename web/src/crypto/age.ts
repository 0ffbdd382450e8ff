// age files to one hybrid recipient (PROTOCOL 2.5): ML-KEM-768 with X25519. The library would also write and open other kinds;
// one classic recipient would silently take the protection away, so everything goes through here.
import { bech32 } from '@scure/base';
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import type { Bytes } from './bytes';
import { Refused } from './verbs';

const prefix = 'AGE-SECRET-KEY-PQ-', largest = 16 * 1024;

/** The identity as age writes it, of a 32-byte seed. */
export const identity = (seed: Bytes): string => bech32.encodeFromBytes(prefix, seed).toUpperCase();

/** The seed in what stands behind the beginning of an identity, in capitals; null where its letters do not fit each other. */
export function seedBehind(rest: string): Bytes | null {
  try { return new Uint8Array(bech32.decodeToBytes(`${prefix}1${rest}`).bytes); } catch { return null; }
}

/** The recipient of a secret that was typed: unlike `recipient`, nothing of it is remembered. */
export const recipientOf = (seed: Bytes): Promise<string> => identityToRecipient(identity(seed));

const recipients = new Map<string, Promise<string>>();

/** The recipient (age1pq1…) of a seed; costs up to 0.1 s the first time. */
export function recipient(seed: Bytes): Promise<string> {
  const secret = identity(seed);
  const known = recipients.get(secret) ?? identityToRecipient(secret);
  recipients.set(secret, known);
  return known;
}

export const forgetRecipients = (): void => recipients.clear();

/** One stanza of the hybrid kind (1120 bytes of share, 32 of body), the MAC, then at least a nonce and the tag of one chunk. */
const header = /^age-encryption\.org\/v1\n-> mlkem768x25519 [A-Za-z0-9+/]{1494}\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n/;
const leastBody = 16 + 16;

/** G1: below 16 KiB, and the one form of header. What is inside is not looked at. */
export function checkHeader(file: Bytes): void {
  const start = String.fromCharCode(...file.subarray(0, 2048)), found = header.exec(start);
  if (file.length >= largest || !found || file.length < found[0].length + leastBody) throw new Refused('G1'); // kill: G1.header
}

/** Wraps to exactly one recipient and looks at what came out. Throws Refused('seal') on any other kind of recipient. */
export async function wrapFor(to: string, plain: Bytes): Promise<Bytes> {
  if (typeof to !== 'string' || !to.startsWith('age1pq1')) throw new Refused('seal'); // kill: Age.wrap-for-seal
  const encrypter = new Encrypter();
  encrypter.addRecipient(to);
  const file = new Uint8Array(await encrypter.encrypt(plain));
  try { checkHeader(file); } catch { throw new Refused('seal'); } // kill: Age.wrap-for-asks-seal
  return file;
}

/** Opens a file with one seed, after G1. Refused('box') if it does not open. */
export async function unwrapWith(seed: Bytes, file: Bytes): Promise<Bytes> {
  checkHeader(file); // kill: Age.unwrap-with-asks-header
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity(seed));
  try { return new Uint8Array(await decrypter.decrypt(file)); } catch { throw new Refused('box'); } // kill: Age.unwrap-with-box
}

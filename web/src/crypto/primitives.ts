// The primitives of WebCrypto in the shapes that PROTOCOL 2.0 names: HKDF with SHA-256, HMAC with SHA-256, hashes, randomness.
import { utf8, type Bytes } from './bytes';

const nothing: Bytes = new Uint8Array(0);

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

const digest = async (name: string, bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest(name, bytes));
export const sha256 = (bytes: Bytes): Promise<Bytes> => digest('SHA-256', bytes);
export const sha512 = (bytes: Bytes): Promise<Bytes> => digest('SHA-512', bytes);

/** HKDF(ikm, info, n); the salt is empty unless one is given. */
export async function hkdf(ikm: Bytes, info: Bytes | string, length: number, salt: Bytes = nothing): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', ikm, 'HKDF', false, ['deriveBits']);
  const what = { name: 'HKDF', hash: 'SHA-256', salt, info: typeof info === 'string' ? utf8(info) : info };
  return new Uint8Array(await crypto.subtle.deriveBits(what, key, length * 8));
}

export async function hmac(key: Bytes, bytes: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes));
}

// Ed25519, accepting exactly what Go's standard library accepts (PROTOCOL 2.4.1). WebCrypto's is too new for old phones.
import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, equal, type Bytes } from './bytes';
import { sha512 } from './primitives';

type Point = InstanceType<typeof ed25519.Point>;
const { Fn } = ed25519.Point;

export const publicKey = (seed: Bytes): Bytes => ed25519.getPublicKey(seed) as Bytes;
export const sign = (seed: Bytes, message: Bytes): Bytes => ed25519.sign(message, seed) as Bytes;

/** The point of a key in its one canonical encoding (y < p, no signed zero) and not of small order; else null. */
function keyPoint(key: Bytes): Point | null {
  try {
    const point = ed25519.Point.fromBytes(key, false);
    return point.isSmallOrder() || !equal(point.toBytes() as Bytes, key) ? null : point;
  } catch { return null; }
}

/** True if a key may be used at all. */
export const isKey = (key: Bytes): boolean => keyPoint(key) !== null; // kill: Ed25519.key

const littleEndian = (bytes: Bytes): bigint => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/**
 * noble's own `verify` multiplies by the cofactor even with `zip215: false` and so takes an R with a torsion part. Hence as Go does it:
 * R is computed again from S, k and the key and compared byte by byte, and nothing else is asked.
 */
export async function verify(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const point = keyPoint(key);
  if (point === null || signature.length !== 64) return false; // kill: Ed25519.key-and-length
  const r = signature.slice(0, 32), s = littleEndian(signature.slice(32));
  if (s >= Fn.ORDER) return false; // kill: Ed25519.s-below-order
  const k = Fn.create(littleEndian(await sha512(concat(r, key, message))));
  const again = ed25519.Point.BASE.multiplyUnsafe(s).subtract(point.multiplyUnsafe(k));
  return equal(again.toBytes() as Bytes, r); // kill: Ed25519.r-again
}

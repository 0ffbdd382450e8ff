// Bytes and how fields are put together before they are keyed, sealed or signed (PROTOCOL 2.0).

/** What WebCrypto takes: bytes over a buffer of their own. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A field of an AD: text goes as UTF-8, a number as u64, bytes as they are. */
export type Field = string | number | Bytes;

/** Something is not of the form it must have. Callers turn it into the check that refuses. */
export class Malformed extends Error {
  constructor(what: string) { super(what); this.name = 'Malformed'; }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Bytes => encoder.encode(text) as Bytes;

/** Throws on invalid UTF-8; a byte order mark stays what it is, a character. */
export const fromUtf8 = (bytes: Bytes): string => decoder.decode(bytes);

export function concat(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

export function u32(n: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
}

/** 8 bytes, big-endian; integers from 0 to 2^53 - 1. */
export function u64(n: number): Bytes {
  if (!Number.isSafeInteger(n) || n < 0) throw new Malformed('integer'); // kill: Bytes.u64-integer
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(n));
  return bytes;
}

/** LP(x) = u32be(length) || x. */
export const lp = (bytes: Bytes): Bytes => concat(u32(bytes.length), bytes);

const field = (value: Field): Bytes => lp(typeof value === 'string' ? utf8(value) : typeof value === 'number' ? u64(value) : value);

/** AD(label, fields…): no two different lists of fields give the same bytes. */
export const ad = (label: string, ...fields: Field[]): Bytes => concat(field(label), ...fields.map(field));

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map([...alphabet].map((letter, value) => [letter, value]));

/** base64url without padding. */
export function b64(bytes: Bytes): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    text += alphabet[a >> 2]! + alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    if (b !== undefined) text += alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    if (c !== undefined) text += alphabet[c & 63]!;
  }
  return text;
}

/** Strict: no padding, no white space, no loose trailing bits; exactly `length` bytes if given. */
export function unb64(text: string, length?: number): Bytes {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0, held = 0, at = 0;
  for (const letter of text) {
    const value = values.get(letter);
    if (value === undefined) throw new Malformed('base64url'); // kill: Bytes.base64url-letter
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) { bits -= 8; bytes[at++] = held >> bits; held &= (1 << bits) - 1; }
  }
  if (bits >= 6 || held !== 0) throw new Malformed('base64url'); // kill: Bytes.base64url-rest
  if (length !== undefined && at !== length) throw new Malformed('length'); // kill: Bytes.unb64-length
  return bytes;
}

export const hex = (bytes: Bytes): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Compares without leaving early, so that the time tells nothing about where two values differ. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false; // kill: Bytes.equal-length
  let differences = 0;
  for (let i = 0; i < a.length; i++) differences |= a[i]! ^ b[i]!;
  return differences === 0; // kill: Bytes.equal
}

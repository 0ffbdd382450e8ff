// SGF1: attachments (spec/file.md, PROTOCOL 2.7). Sealed and opened chunk by chunk; a part of the sealed file can be made on its own, as often as it takes.
import { padme } from './box';
import { b64, concat, equal, u64, utf8, type Bytes } from './bytes';
import { hkdf, random, sha256 } from './primitives';
import { Refused } from './verbs';

const chunk = 64 * 1024, tag = 16, commitAt = 38, bodyAt = 70;
const magic = concat(utf8('SGF1'), Uint8Array.of(1, 0x10));

async function keys(key: Bytes, ad: Bytes, head: Bytes): Promise<{ aes: CryptoKey; commit: Bytes }> {
  const okm = await hkdf(key, concat(utf8('sg1/file'), await sha256(concat(head, ad))), 64, head.slice(magic.length));
  return { aes: await crypto.subtle.importKey('raw', okm.slice(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt']), commit: okm.slice(32) };
}

/** The number of the chunk, and whether it is the last one. */
const nonce = (i: number, last: boolean) => ({ name: 'AES-GCM', iv: concat(new Uint8Array(3), u64(i), Uint8Array.of(Number(last))) });

/** A file that is being sealed: any stretch of the sealed bytes, the same every time. `plain` must not change. */
export interface Sealing { length: number; slice(from: number, to: number): Promise<Bytes> }

/** How long a file is once it is sealed; `filled` as for `sealing`. */
export const lengthOf = (filled: number): number => bodyAt + filled + Math.max(1, Math.ceil(filled / chunk)) * tag;

/** `filled`: the length up to which zeros follow the file. Only vectors name a salt, or a length that is not padded. */
export async function sealing(key: Bytes, ad: Bytes, plain: Bytes, salt: Bytes = random(32), filled = padme(plain.length)): Promise<Sealing> {
  const head = concat(magic, salt), { aes, commit } = await keys(key, ad, head), last = Math.max(1, Math.ceil(filled / chunk)) - 1;
  const sealed = async (i: number): Promise<Bytes> => {
    const part = new Uint8Array(Math.min(chunk, filled - i * chunk));
    part.set(plain.subarray(i * chunk, i * chunk + part.length));
    return new Uint8Array(await crypto.subtle.encrypt(nonce(i, i === last), aes, part));
  };
  const slice = async (from: number, to: number): Promise<Bytes> => {
    const first = Math.max(0, Math.floor((from - bodyAt) / (chunk + tag))), start = first ? bodyAt + first * (chunk + tag) : 0;
    const parts = first ? [] : [head, commit];
    for (let i = first; i <= last && bodyAt + i * (chunk + tag) < to; i++) parts.push(await sealed(i));
    return concat(...parts).slice(from - start, to - start);
  };
  return { length: lengthOf(filled), slice };
}

/** What a message says about a file beside its key. */
export interface Promised { size: number; sha256: string }

/** F1 to F5: gives the file, or refuses all of it. */
export async function openSealed(key: Bytes, ad: Bytes, sealed: Bytes, promised: Promised): Promise<Bytes> {
  if (sealed.length < bodyAt + tag || !equal(sealed.slice(0, magic.length), magic)) throw new Refused('F1'); // kill: F1.head
  const { aes, commit } = await keys(key, ad, sealed.slice(0, commitAt));
  if (!equal(commit, sealed.slice(commitAt, bodyAt))) throw new Refused('F1'); // kill: F1.commitment
  const plain = await openChunks(aes, sealed.subarray(bodyAt));
  if (plain.length !== padme(promised.size)) throw new Refused('F3'); // kill: F3.length
  if (plain.subarray(promised.size).some((byte) => byte !== 0)) throw new Refused('F4'); // kill: F4.zeros
  const file = plain.slice(0, promised.size);
  if (b64(await sha256(file)) !== promised.sha256) throw new Refused('F5'); // kill: F5.hash
  return file;
}

/** F2: chunks of exactly their size, each at its place, the last one marked. */
async function openChunks(aes: CryptoKey, body: Bytes): Promise<Bytes> {
  const count = Math.ceil(body.length / (chunk + tag)), rest = body.length - (count - 1) * (chunk + tag);
  if (rest < tag || (rest === tag && count > 1)) throw new Refused('F2'); // kill: F2.chunk-size
  const plain = new Uint8Array(body.length - count * tag);
  for (let i = 0; i < count; i++) {
    const part = body.slice(i * (chunk + tag), (i + 1) * (chunk + tag));
    try {
      plain.set(new Uint8Array(await crypto.subtle.decrypt(nonce(i, i === count - 1), aes, part)), i * chunk);
    } catch { throw new Refused('F2'); } // kill: F2.chunk
  }
  return plain;
}

// Everything that anybody could try with keys and a dump: each key on each sealed piece, and the keys found inside on all others again. Who opens what then follows
// for each person from the keys they have ever held, by walking from keys to pieces to keys until nothing new comes.
import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { unwrapWith } from '../../src/crypto/age';
import { openBox, unpad } from '../../src/crypto/box';
import { concat, fromUtf8, utf8, type Bytes } from '../../src/crypto/bytes';
import { sha256 } from '../../src/crypto/primitives';
import { secretsIn, type Secrets } from './insider';
import type { Piece } from './sealed';

interface Tried { piece: Piece; prefix: Bytes; by: Set<string>; openedBy: string[]; inside: string[]; words: string | null }

const bytesOf = (key: string): Bytes => new Uint8Array(Buffer.from(key, 'hex')) as Bytes;

export class Thief {
  private readonly tried = new Map<string, Tried>();
  private readonly derived = new Map<string, Bytes>();
  private readonly keys: Secrets = { all: new Set(), age: new Set() };
  /** How often a key was tried on a piece, and how often it opened it. */
  tries = 0;
  hits = 0;

  /** What has been tried since the last time. */
  taken(): { tries: number; hits: number } {
    const { tries, hits } = this;
    this.tries = this.hits = 0;
    return { tries, hits };
  }

  /** Tries all keys on all pieces that have not been tried on each other, and goes on with what comes out. */
  async learn(pieces: Map<string, Piece>, more: Secrets): Promise<void> {
    for (const key of more.all) this.keys.all.add(key);
    for (const key of more.age) this.keys.age.add(key);
    for (let found = true; found;) {
      found = false;
      for (const piece of pieces.values()) found = await this.tryAll(await this.known(piece)) || found;
    }
  }

  private async known(piece: Piece): Promise<Tried> {
    let one = this.tried.get(piece.name);
    if (!one) {
      one = { piece, prefix: concat(utf8('sg1/box'), await sha256(piece.context)), by: new Set(), openedBy: [], inside: [], words: null };
      this.tried.set(piece.name, one);
    }
    return one;
  }

  /** True if a key came to light that nobody had tried before. */
  private async tryAll(one: Tried): Promise<boolean> {
    const list = one.piece.kind === 'age' ? this.keys.age : this.keys.all;
    if (one.by.size === list.size) return false;
    const before = this.keys.all.size + this.keys.age.size;
    for (const key of list) {
      if (one.by.has(key)) continue;
      one.by.add(key);
      this.tries++;
      const { kind, bytes } = one.piece, plain = await (kind === 'age' ? unwrapWith(bytesOf(key), bytes).catch(() => null) : kind === 'file' ? tryFile(one.piece, key) : this.tryBox(one, key));
      if (plain) this.opened(one, key, plain);
    }
    return this.keys.all.size + this.keys.age.size > before;
  }

  /** The commitment says which key it is; the box itself is opened by real code. */
  private async tryBox({ piece, prefix }: Tried, key: string): Promise<Bytes | null> {
    for (const use of piece.under ? [bytesOf(key), this.under(key, piece.under)] : [bytesOf(key)]) {
      const context = piece.by?.context(this.under(key, piece.by.id, 16)), info = context ? Buffer.concat([utf8('sg1/box'), createHash('sha256').update(context).digest()]) : prefix;
      const okm = Buffer.from(hkdfSync('sha256', use, piece.bytes.subarray(2, 34), info, 76));
      if (okm.compare(piece.bytes, 34, 66, 44, 76) === 0) return openBox(use, context ?? piece.context, piece.bytes);
    }
    return null;
  }

  private under(key: string, what: string, length = 32): Bytes {
    const name = `${what} ${key}`, known = this.derived.get(name) ?? new Uint8Array(hkdfSync('sha256', bytesOf(key), new Uint8Array(0), `sg1/${what}`, length)) as Bytes;
    this.derived.set(name, known);
    return known;
  }

  private opened(one: Tried, key: string, plain: Bytes): void {
    this.hits++;
    one.openedBy.push(key);
    if (one.openedBy.length > 1) return; // the same inside
    if (one.piece.text !== null) one.words = wordsOf(one.piece.text, plain);
    const inside = one.piece.text !== null ? secretsIn(attachedIn(one.piece.text, plain)) : plain.length === 32 || plain.length === 64 ? secretsIn([plain.slice(0, 32), plain.slice(32)]) : secretsIn(documentIn(plain));
    one.inside = [...inside.all];
    for (const found of inside.all) this.keys.all.add(found);
    for (const found of inside.age) this.keys.age.add(found);
  }

  /** What somebody with these keys reads in a dump of these pieces: the words by name of the text. */
  reads(pieces: Map<string, Piece>, keys: Iterable<string>): Map<string, string> {
    const held = new Set(keys), read = new Map<string, string>(), left = new Set([...pieces.keys()].map((name) => this.tried.get(name)!));
    for (let found = true; found;) {
      found = false;
      for (const one of left) {
        if (!one.openedBy.some((key) => held.has(key))) continue;
        left.delete(one);
        found = true;
        for (const key of one.inside) held.add(key);
        if (one.words !== null && one.piece.text !== null) read.set(one.piece.text, one.words);
      }
    }
    return read;
  }
}

/** An envelope holds its document once more in base64url; everything else is padded JSON. */
function documentIn(plain: Bytes): unknown {
  const text = fromUtf8(plain.length >= 512 && plain.at(-1) !== 0x7d ? unpad(plain) : plain), outer = JSON.parse(text) as { payload?: string };
  return outer.payload === undefined ? outer : JSON.parse(Buffer.from(outer.payload, 'base64url').toString());
}

/** A sealed file of one chunk (PROTOCOL 2.7): the commitment says which key it is. */
function tryFile({ context, bytes }: Piece, key: string): Bytes | null {
  const head = bytes.subarray(0, 38), hash = createHash('sha256').update(head).update(context).digest();
  const okm = Buffer.from(hkdfSync('sha256', bytesOf(key), head.subarray(6), Buffer.concat([utf8('sg1/file'), hash]), 64));
  if (okm.compare(bytes, 38, 70, 32, 64) !== 0) return null;
  const cipher = createDecipheriv('aes-256-gcm', okm.subarray(0, 32), Buffer.from([...new Uint8Array(11), 1])).setAuthTag(bytes.subarray(-16));
  return new Uint8Array(Buffer.concat([cipher.update(bytes.subarray(70, -16)), cipher.final()])) as Bytes;
}

interface Inside { text?: string; name?: string; files?: { key: string }[] }

/** A message is two parts, of which the first is JSON. */
function insideOf(name: string, plain: Bytes): Inside {
  const padded = unpad(plain);
  return JSON.parse(fromUtf8(/^(message|note) /.test(name) ? padded.slice(4, 4 + new DataView(padded.buffer, padded.byteOffset).getUint32(0)) : padded)) as Inside;
}

/** A profile's words are its name; zeros fill up an attachment. */
function wordsOf(name: string, plain: Bytes): string {
  if (name.startsWith('file ')) return Buffer.from(plain).toString().replace(/\0+$/, '');
  const { text, name: own } = insideOf(name, plain);
  return text ?? own ?? '';
}

/** The keys of its attachments stand in a message. */
const attachedIn = (name: string, plain: Bytes): string[] => (name.startsWith('message ') ? (insideOf(name, plain).files ?? []).map(({ key }) => key) : []);

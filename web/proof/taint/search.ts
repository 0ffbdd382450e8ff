// Looks for many thousands of byte strings at once in a stream of bytes. Every string has at least eight bytes, so whatever its place, one of the
// four-byte pieces that begin in its first five bytes stands at a position that is a multiple of five: only those are looked at.
import { shortest } from './spellings';

const piece = 4, stride = shortest - piece + 1, bits = 22;

const hash = (gram: number): number => Math.imul(gram, 0x9e3779b1) >>> (32 - bits);
const gramAt = (b: Uint8Array, i: number): number => b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24);

export interface Hit { name: string; at: number; near: string }

/** Grows by doubling. */
class Numbers {
  private all = new Int32Array(1024);
  length = 0;
  push(n: number): void {
    if (this.length === this.all.length) { const more = new Int32Array(2 * this.length); more.set(this.all); this.all = more; }
    this.all[this.length++] = n;
  }
  at(i: number): number { return this.all[i]!; }
}

export class Search {
  private readonly heads = new Int32Array(1 << bits).fill(-1);
  private readonly maybe = new Uint8Array((1 << bits) / 8); // small enough to stay near the processor
  private readonly grams = new Numbers();
  private readonly needles = new Numbers();
  private readonly offsets = new Numbers();
  private readonly next = new Numbers();
  private readonly bytes: Buffer[] = [];
  private readonly names: string[] = [];
  longest = 0;

  get size(): number { return this.bytes.length; }

  add(name: string, spellings: Buffer[]): void {
    for (const bytes of spellings) {
      if (bytes.length < shortest) throw new Error(`${name}: too short to be looked for`);
      const needle = this.bytes.push(bytes) - 1;
      this.names.push(name);
      this.longest = Math.max(this.longest, bytes.length);
      for (let offset = 0; offset < stride; offset++) {
        const gram = gramAt(bytes, offset), slot = hash(gram);
        this.maybe[slot >>> 3]! |= 1 << (slot & 7);
        this.grams.push(gram);
        this.needles.push(needle);
        this.offsets.push(offset);
        this.next.push(this.heads[slot]!);
        this.heads[slot] = this.grams.length - 1;
      }
    }
  }

  /** Calls `found` for every needle at every place; `base` is the position of the first byte. */
  scan(where: Buffer, base: number, found: (hit: Hit) => void): void {
    const { maybe, heads } = this, end = where.length - piece;
    for (let i = 0; i <= end; i += stride) {
      const gram = gramAt(where, i), slot = hash(gram);
      if (!(maybe[slot >>> 3]! & (1 << (slot & 7)))) continue;
      for (let entry = heads[slot]!; entry >= 0; entry = this.next.at(entry)) {
        if (this.grams.at(entry) === gram) this.check(where, i - this.offsets.at(entry), this.needles.at(entry), base, found);
      }
    }
  }

  private check(where: Buffer, at: number, needle: number, base: number, found: (hit: Hit) => void): void {
    const wanted = this.bytes[needle]!;
    if (at < 0 || at + wanted.length > where.length) return;
    for (let i = 0; i < wanted.length; i++) if (where[at + i] !== wanted[i]) return;
    const near = where.subarray(Math.max(0, at - 48), at + wanted.length + 48).toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    found({ name: this.names[needle]!, at: base + at, near });
  }
}

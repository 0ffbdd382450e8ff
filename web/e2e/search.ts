// Looks for what was typed in everything that left the browser and everything that lies on the disk, in every usual spelling.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const window = 12;

/** Every spelling in which a piece of text could stand somewhere. */
function spellings(piece: string): Buffer[] {
  const raw = Buffer.from(piece, 'utf8');
  const found = [raw, Buffer.from(piece, 'utf16le'), Buffer.from(raw.toString('hex')), Buffer.from(raw.toString('hex').toUpperCase()),
    Buffer.from(encodeURIComponent(piece)), Buffer.from(JSON.stringify(piece).slice(1, -1)),
    Buffer.from(piece.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`))];
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64').replace(/=+$/, '');
    // The first and last character depend on what stands beside the piece.
    const sure = text.slice(shift === 0 ? 0 : shift + 1, -2);
    found.push(Buffer.from(sure), Buffer.from(sure.replace(/\+/g, '-').replace(/\//g, '_')));
  }
  return found.filter((b) => b.length >= 8);
}

/** The first window of 12 characters of `text` that occurs in `where`, or null. A text shorter than that is looked for whole. One pass over the bytes. */
export function finds(text: string, where: Buffer): string | null {
  const pieces = text.length <= window ? [text] : Array.from({ length: text.length - window + 1 }, (_, i) => text.slice(i, i + window));
  const beginnings = new Uint8Array(65_536); // which first two bytes can begin a spelling
  const spelled = new Map<number, { bytes: Buffer; piece: string }[]>(); // by the first four bytes
  for (const piece of pieces) for (const found of spellings(piece)) {
    beginnings[found.readUInt16LE(0)] = 1;
    const head = found.readUInt32LE(0);
    spelled.set(head, [...(spelled.get(head) ?? []), { bytes: found, piece }]);
  }
  for (let i = 0; i + 8 <= where.length; i++) {
    if (!beginnings[where.readUInt16LE(i)]) continue;
    for (const { bytes: wanted, piece } of spelled.get(where.readUInt32LE(i)) ?? []) {
      if (i + wanted.length <= where.length && where.compare(wanted, 0, wanted.length, i, i + wanted.length) === 0) return piece;
    }
  }
  return null;
}

/** All files below a folder, raw, one after the other. */
export function bytes(folder: string): Buffer {
  const parts: Buffer[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) parts.push(bytes(path));
    else if (stat?.isFile()) { try { parts.push(readFileSync(path)); } catch { /* a file that went while we looked holds nothing any more */ } }
  }
  return Buffer.concat(parts);
}

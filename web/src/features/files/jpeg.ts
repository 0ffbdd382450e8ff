// What stands in a JPEG beside its picture. Cameras write there where and with what it was taken.
import type { Bytes } from '../../crypto/verbs';

/** Pixels that are decoded at most: more is a bomb, not a photo. */
export const mostPixels = 20_000_000;

/** Tables and frames that a picture needs, the frame header of JFIF, and Adobe's mark for colours (12 bytes). All else is told by nobody. */
const needed = (marker: number, length: number): boolean =>
  marker === 0xdb || marker === 0xc4 || marker === 0xdd || marker === 0xda || isFrame(marker) || (marker === 0xe0 && length === 16) || (marker === 0xee && length === 14); // kill: Jpeg.needed
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc; // kill: Jpeg.frame

export interface Bare { bytes: Bytes; width: number; height: number; /** Whether there was anything else in it. */ more: boolean }

/** The same picture without what is not needed to show it; null: this is no JPEG that we understand. */
export function bare(jpeg: Bytes): Bare | null {
  const at = (i: number): number => ((jpeg[i] ?? 0) << 8) | (jpeg[i + 1] ?? 0), kept: Bytes[] = [jpeg.slice(0, 2)];
  let i = 2, width = 0, height = 0, more = false;
  if (at(0) !== 0xffd8) return null; // kill: Jpeg.begins
  for (;;) {
    const marker = jpeg[i + 1] ?? 0, length = at(i + 2), end = i + 2 + length;
    if (jpeg[i] !== 0xff || length < 2 || end > jpeg.length) return null; // kill: Jpeg.segment
    if (isFrame(marker)) { height = at(i + 5); width = at(i + 7); }
    if (!needed(marker, length)) more = true;
    else kept.push(jpeg.slice(i, end));
    i = end;
    if (marker === 0xda) break;
  }
  const last = endOf(jpeg, i);
  if (last === 0 || width * height === 0) return null; // kill: Jpeg.picture
  kept.push(jpeg.slice(i, last));
  return { bytes: joined(kept), width, height, more: more || last !== jpeg.length };
}

/** Where the one scan of a picture ends, its end mark included; 0: nowhere, or something else follows in it. */
function endOf(jpeg: Bytes, from: number): number {
  for (let i = from; i + 1 < jpeg.length; i++) {
    const next = jpeg[i + 1]!;
    if (jpeg[i] !== 0xff || next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7)) continue;
    return next === 0xd9 ? i + 2 : 0;
  }
  return 0;
}

function joined(parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

// What may be attached, and how it is called: the same rules for who sends and for who reads (spec/file.md, 2).
import type { Bytes } from './bytes';

export const mostFiles = 5, mostPlain = 10 * 1024 * 1024;

const begins = (bytes: Bytes, ...first: number[]): boolean => first.every((byte, at) => bytes[at] === byte); // kill: Attachment.begins

/** Tabs, line ends and everything from the space on: no other control character stands in a text. */
const isText = (bytes: Bytes): boolean => bytes.every((byte) => byte > 31 || (byte > 8 && byte < 14)); // kill: Attachment.is-text

/** ISO media, by its first brand. Brands of pictures (HEIC, AVIF) and of QuickTime are not among them. */
const sound = /^ftypM4[AB] $/, film = /^ftyp(iso[m2-9]|mp4[12]|avc1|M4V |MSNV|3gp[4-6])$/;
const isMedia = (bytes: Bytes, brand: RegExp): boolean => brand.test(String.fromCharCode(...bytes.subarray(4, 12))); // kill: Attachment.is-media

/** The types that travel: how a file of each begins, and how its name ends. */
const types: Record<string, { fits: (bytes: Bytes) => boolean; end: string }> = {
  'image/jpeg': { fits: (bytes) => begins(bytes, 0xff, 0xd8, 0xff), end: '.jpg' },
  'application/pdf': { fits: (bytes) => begins(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d), end: '.pdf' },
  'text/plain': { fits: isText, end: '.txt' },
  'video/mp4': { fits: (bytes) => isMedia(bytes, film), end: '.mp4' },
  'audio/mp4': { fits: (bytes) => isMedia(bytes, sound), end: '.m4a' },
};

/** Whether the bytes are what the type says. */
export const fitsType = (type: string, bytes: Bytes): boolean => Object.hasOwn(types, type) && types[type]!.fits(bytes); // kill: Attachment.fits-type

/** A name that no system takes for anything else: letters, digits and a few signs, 80 at most, with the ending of its type. */
export function plainName(typed: string, type: string): string {
  const end = Object.hasOwn(types, type) ? types[type]!.end : '.bin';
  const bare = typed.slice(0, 200).normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').replace(/[^A-Za-z0-9._ -]/g, '_').replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/^[. ]+/, '');
  return (bare.slice(0, 80 - end.length) || 'file') + end;
}

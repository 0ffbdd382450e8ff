// In which spellings a value could stand somewhere: as it is, in UTF-16, in hex, in the base64 and base32 alphabets, escaped for JSON and for addresses.

/** A text is found by any twelve characters of it. */
const window = 12;
/** Shorter spellings would be found by chance. */
export const shortest = 8;
/** Of a key half is enough: each sixteen bytes are looked for. */
const half = 16;

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ', bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Five bits a character, from the front, without the last character, which depends on what follows. */
function base32(bytes: Buffer, alphabet: string): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[parseInt(five, 2)]).join('');
}

/** Base64 by each of its three alignments: those characters that do not depend on what stands beside the value. */
function base64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const sure = text.slice([0, 2, 3][shift], Math.floor(((shift + bytes.length) * 8) / 6));
    return [sure, sure.replace(/\+/g, '-').replace(/\//g, '_')];
  });
}

const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** What text becomes where bytes are written as text; and the same where text is kept in UTF-16. */
const written = (texts: string[]): Buffer[] => texts.flatMap((text) => [Buffer.from(text), wide(text)]);

function ofBytes(value: Buffer): Buffer[] {
  const hex = value.toString('hex'), url = [...value].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const inJson = JSON.stringify(value.toString('latin1')).slice(1, -1);
  return [value, Buffer.from(inJson), Buffer.from([...value].join(',')), ...written([hex, hex.toUpperCase(), url, url.toUpperCase(), base32(value, crockford), base32(value, bech32), base32(value, bech32).toUpperCase(), ...base64(value)])];
}

const escaped = (piece: string, what: RegExp): string => piece.replace(what, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

function ofText(piece: string): Buffer[] {
  const raw = Buffer.from(piece), both = [raw, wide(piece)];
  const url = encodeURIComponent(piece), json = JSON.stringify(piece).slice(1, -1);
  const texts = [url, url.replace(/%20/g, '+'), url.replace(/%../g, (c) => c.toLowerCase()), json, escaped(json, /[^\x20-\x7e]/g), escaped(json, /[^\x20-\x7e]|[<>&]/g)];
  for (const bytes of both) texts.push(bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64(bytes));
  // One byte a character is how browsers keep text without letters from elsewhere.
  const narrow = [...piece].every((c) => c.charCodeAt(0) < 256) ? [Buffer.from(piece, 'latin1')] : [];
  return [...both, ...narrow, ...written(texts)];
}

/** The pieces of a text that are looked for: every window of it that cuts no sign in two, or the whole of a shorter one. */
export const windows = (text: string): string[] =>
  (text.length <= window ? [text] : Array.from({ length: text.length - window + 1 }, (_, i) => text.slice(i, i + window)).filter((piece) => !/\p{Surrogate}/u.test(piece)));

function unique(all: Buffer[]): Buffer[] {
  const seen = new Map(all.filter((one) => one.length >= shortest).map((one) => [one.toString('latin1'), one]));
  return [...seen.values()];
}

/** Everything to look for on account of a text; `whole`: not by its windows. */
export const textSpellings = (text: string, whole = false): Buffer[] => unique((whole ? [text] : windows(text)).flatMap(ofText));

/** Everything to look for on account of bytes. */
export function byteSpellings(value: Buffer): Buffer[] {
  const pieces = value.length < 2 * half ? [value] : Array.from({ length: Math.floor(value.length / half) }, (_, i) => value.subarray(i * half, (i + 1) * half));
  return unique(pieces.flatMap(ofBytes));
}

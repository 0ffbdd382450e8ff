// Bytes that are nearly right: valid ones with a few changes of the kinds that parsers stumble over.
import fc from 'fast-check';
import { b64, utf8, type Bytes } from '../../src/crypto/bytes';

/** PROOF=long tries more; FUZZ_SEED tries the same again. */
export const long = process.env.PROOF === 'long';
export const times = (short: number, more: number): number => (long ? more : short);
if (process.env.FUZZ_SEED) fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED) });

/** What is put in: ends of strings, numbers that are none, keys that mean something to JavaScript, halves of characters, other types. */
const pieces = [
  '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\n', '\t', '0', '00', '-1', '1e9', '1.0', '9007199254740991', '9007199254740992', '18446744073709551616', '1e400', 'null', 'true', 'false', 'NaN',
  '""', '[]', '{}', '"__proto__":{},', '"constructor":1,', '"v":1,', '\\u0000', '\\ud800', '\\udc00', '\\ud83d\\ude00', '\\u00', '\\x41', '\u0000', '\u00a0', '\u2028', '\ufeff', '\u0130', 'ſ', '=', '==', '+', '/', '_', '-', 'A', 'AAAA',
  '[[[[[[[[[', '{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":', 'age1', '@', '0'.repeat(40), 'x'.repeat(600),
].map(utf8).concat([Uint8Array.of(0xff), Uint8Array.of(0xc0, 0x80), Uint8Array.of(0xed, 0xa0, 0x80), Uint8Array.of(0xf4, 0x90, 0x80, 0x80), Uint8Array.of(0xef, 0xbb, 0xbf), Uint8Array.of(1, 1), new Uint8Array(82)]);

type Edit = { kind: 'flip' | 'put' | 'cut' | 'twice' | 'end' | 'swap'; at: number; to: number; piece: number };

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('flip', 'flip', 'put', 'put', 'cut', 'twice', 'end', 'swap'), at: fc.nat(), to: fc.nat(), piece: fc.nat(pieces.length - 1),
});

function apply(bytes: Bytes, { kind, at, to, piece }: Edit): Bytes {
  const from = at % (bytes.length + 1), until = Math.min(bytes.length, from + (to % 24)), join = (...parts: Uint8Array[]): Bytes => new Uint8Array(parts.flatMap((part) => [...part]));
  switch (kind) {
    case 'flip': return bytes.length === 0 ? bytes : bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << (to % 8)) : byte)) as Bytes;
    case 'put': return join(bytes.slice(0, from), pieces[piece]!, bytes.slice(to % 2 === 0 ? from : until));
    case 'cut': return join(bytes.slice(0, from), bytes.slice(until));
    case 'twice': return join(bytes.slice(0, until), bytes.slice(from));
    case 'end': return bytes.slice(0, from);
    case 'swap': return join(bytes.slice(until), bytes.slice(from, until), bytes.slice(0, from));
  }
}

/** One of `valid` with none to four changes. */
export const mangled = (valid: Bytes[]): fc.Arbitrary<Bytes> =>
  fc.tuple(fc.nat(valid.length - 1), fc.array(edit, { maxLength: 4 })).map(([which, edits]) => edits.reduce(apply, valid[which]!));

/** The same of texts; what is no UTF-8 any more is read as a browser reads it. */
export const mangledText = (valid: string[]): fc.Arbitrary<string> => mangled(valid.map(utf8)).map((bytes) => new TextDecoder().decode(bytes));

/** A base64url text whose bytes were changed, or which was changed itself. */
export const mangledB64 = (valid: Bytes[]): fc.Arbitrary<string> => fc.oneof(mangled(valid).map(b64), mangledText(valid.map(b64)));

/** An envelope of which the payload was changed, or which was changed itself. */
export const mangledEnvelope = (valid: string[]): fc.Arbitrary<string> => {
  const open = valid.map((text) => JSON.parse(text) as { payload: string });
  const inner = fc.nat(valid.length - 1).chain((which) => mangled([Uint8Array.from(Buffer.from(open[which]!.payload, 'base64url'))]).map((payload) => JSON.stringify({ ...open[which], payload: b64(payload) })));
  return fc.oneof(inner, mangledText(valid));
};

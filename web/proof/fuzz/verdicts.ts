// The verdicts of this language on bytes that both have to judge alike (internal/sg1/verdict_test.go holds the other's).
import { fromUtf8, hex, unb64, type Bytes } from '../../src/crypto/bytes';
import { padme } from '../../src/crypto/box';
import { verify } from '../../src/crypto/ed25519';
import { readJson, type Json } from '../../src/crypto/json';
import { nameNorm } from '../../src/crypto/password';
import { date } from '../../src/crypto/shape';

export type Kind = 'json' | 'name' | 'b64' | 'sig' | 'date' | 'length';

const quoted = (text: string): string =>
  `"${Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)).map((unit) => (unit > 0x20 && unit < 0x7f && unit !== 0x22 && unit !== 0x5c ? String.fromCharCode(unit) : `\\u${unit.toString(16).padStart(4, '0')}`)).join('')}"`;

/** One text for one value: keys in order, everything beyond ASCII as UTF-16 units. */
export function canonical(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return `{${Object.entries(value).map(([key, inner]) => `${quoted(key)}:${canonical(inner)}`).sort().join(',')}}`;
}

const judges: Record<Kind, (input: Bytes) => string | Promise<string>> = {
  json: (input) => canonical(readJson(input)),
  name: (input) => { const text = fromUtf8(input); return nameNorm(text) === text ? 'yes' : 'no'; },
  b64: (input) => `hex ${hex(unb64(fromUtf8(input)))}`,
  sig: async (input) => (input.length >= 96 && await verify(input.slice(0, 32), input.slice(96), input.slice(32, 96)) ? 'yes' : 'no'),
  date: (input) => { date(fromUtf8(input)); return 'yes'; },
  length: (input) => { const n = Number(fromUtf8(input)); return `${padme(n)} ${n >= 512 && padme(n) === n}`; },
};

/** "no", or what it means. */
export async function verdict(kind: Kind, input: Bytes): Promise<string> {
  try { return await judges[kind](input); } catch { return 'no'; }
}

// Strict JSON for everything that is signed or sealed (PROTOCOL 2.18). JSON.parse keeps the last of two equal keys and repairs nothing;
// other readers do otherwise. One signed text with two meanings would be an attack, so this reader refuses whatever could be read in two ways.
import { fromUtf8, Malformed, utf8, type Bytes } from './bytes';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const longest = 512 * 1024, deepest = 8;
const escapes: Record<string, string> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** True if the text holds half of a surrogate pair: it has no UTF-8 form. */
export const lonely = (text: string): boolean => /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value(1);
    if (this.at !== this.text.length) throw new Malformed('trailing'); // kill: Json.whole-trailing
    return value;
  }

  private take(what: string): boolean {
    if (!this.text.startsWith(what, this.at)) return false;
    this.at += what.length;
    return true;
  }

  private need(what: string): void { if (!this.take(what)) throw new Malformed('token'); } // kill: Json.need-token

  private value(depth: number): Json {
    if (this.take('{')) return this.object(depth);
    if (this.take('[')) return this.array(depth);
    if (this.take('"')) return this.string();
    if (this.take('null')) return null;
    if (this.take('true')) return true;
    if (this.take('false')) return false;
    return this.number();
  }

  private object(depth: number): { [key: string]: Json } {
    if (depth > deepest) throw new Malformed('depth'); // kill: Json.object-depth
    const result: { [key: string]: Json } = {};
    if (this.take('}')) return result;
    do {
      this.need('"'); // kill: Json.object-quote
      const key = this.string();
      if (key === '__proto__' || Object.hasOwn(result, key)) throw new Malformed('key'); // kill: Json.object-key
      this.need(':'); // kill: Json.object-colon
      result[key] = this.value(depth + 1);
    } while (this.take(','));
    this.need('}'); // kill: Json.object-end
    return result;
  }

  private array(depth: number): Json[] {
    if (depth > deepest) throw new Malformed('depth'); // kill: Json.array-depth
    const result: Json[] = [];
    if (this.take(']')) return result;
    do result.push(this.value(depth + 1)); while (this.take(','));
    this.need(']'); // kill: Json.array-asks-need
    return result;
  }

  /** Integers from 0 to 2^53 - 1 in plain digits; there is nothing else to count. */
  private number(): number {
    const digits = /(?:0|[1-9][0-9]{0,15})/y;
    digits.lastIndex = this.at;
    const found = digits.exec(this.text)?.[0];
    if (found === undefined) throw new Malformed('token'); // kill: Json.number-token
    this.at += found.length;
    const number = Number(found);
    if (!Number.isSafeInteger(number)) throw new Malformed('number'); // kill: Json.number
    return number;
  }

  /** False for control characters, quote, backslash, and the NaN behind the end. */
  private plain(code: number): boolean { return code >= 0x20 && code !== 0x22 && code !== 0x5c; }

  private string(): string {
    let result = '';
    for (;;) {
      const from = this.at;
      while (this.plain(this.text.charCodeAt(this.at))) this.at++;
      result += this.text.slice(from, this.at);
      if (this.take('"')) break;
      this.need('\\'); // kill: Json.string-asks-need
      result += this.escape();
    }
    if (lonely(result)) throw new Malformed('surrogate'); // kill: Json.string-surrogate
    return result;
  }

  private escape(): string {
    const letter = this.text[this.at++] ?? '';
    if (letter !== 'u') {
      if (!Object.hasOwn(escapes, letter)) throw new Malformed('escape'); // kill: Json.escape-letter
      return escapes[letter]!;
    }
    const code = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(code)) throw new Malformed('escape'); // kill: Json.escape-digits
    this.at += 4;
    return String.fromCharCode(parseInt(code, 16));
  }
}

/** Reads one JSON value and nothing else. Throws Malformed. */
export function readJson(source: string | Bytes): Json {
  const bytes = typeof source === 'string' ? utf8(source) : source;
  if (bytes.length > longest) throw new Malformed('size'); // kill: Json.read-json-size
  if (typeof source === 'string' && lonely(source)) throw new Malformed('surrogate'); // kill: Json.read-json-surrogate
  try { return new Reader(fromUtf8(bytes)).whole(); } catch (error) {
    if (error instanceof Malformed) throw error;
    throw new Malformed('utf-8'); // kill: Json.read-json-utf-8
  }
}

/** Writes JSON in one line, keys in the order given, and reads it again: what our own reader refuses is never sent. Throws Malformed. */
export function writeJson(value: Json): string {
  const text = JSON.stringify(value);
  readJson(text);
  return text;
}

// The return code (PROTOCOL 2.3.4): 128 bits on paper that sign in alone. And Crockford's base32, which fingerprint and recovery sheet use too.
import { ad, concat, Malformed, utf8, type Bytes } from './bytes';
import { hkdf, random, sha256 } from './primitives';
import type { Where } from './place';
import { Refused } from './verbs';
import type { Realm } from './wire';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Five bits a character, from the front; the last character is filled with zero bits. */
export function crockford(bytes: Bytes): string {
  let out = '', held = 0, bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; held &= (1 << bits) - 1) { bits -= 5; out += alphabet[held >> bits]!; }
  }
  return bits > 0 ? out + alphabet[held << (5 - bits)]! : out;
}

/** Strict on the alphabet in capitals; the filling bits must be zero. Throws Malformed. */
export function uncrockford(text: string): Bytes {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let held = 0, bits = 0, at = 0;
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) throw new Malformed('crockford'); // kill: Code.letter
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes[at++] = held >> bits; held &= (1 << bits) - 1; }
  }
  if (bits >= 5 || held !== 0) throw new Malformed('crockford'); // kill: Code.rest
  return bytes;
}

/** What a person may have typed, in the form of the alphabet: case, spaces and hyphens do not matter; O is 0, I and L are 1. */
export const tidy = (typed: string): string => typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');

export const groups = (text: string): string => text.match(/.{1,4}/g)!.join('-');

/** The last 12 bits guard against slips of the pen: 4 095 of 4 096 wrong codes are refused before anything is sent. */
const check = async (rc: Bytes): Promise<number> => {
  const hash = await sha256(concat(utf8('sg1/rc'), rc));
  return (hash[0]! << 4) | (hash[1]! >> 4);
};

export const newCode = (): Bytes => random(16);

/** 7 groups of 4. 28 characters hold 140 bits: the code and its 12 bits of check. */
export async function writeCode(rc: Bytes): Promise<string> {
  const sum = await check(rc);
  return groups(crockford(concat(rc, Uint8Array.of(sum >> 4, (sum & 15) << 4))).slice(0, 28));
}

/** Refused('code') on a letter outside the alphabet, a wrong length or a wrong check. */
export async function readCode(typed: string): Promise<Bytes> {
  const text = tidy(typed);
  if (text.length !== 28) throw new Refused('code'); // kill: Code.length
  let bytes: Bytes;
  try { bytes = uncrockford(`${text}0`); } catch { throw new Refused('code'); } // kill: Code.unreadable
  const rc = bytes.slice(0, 16);
  if (((bytes[16]! << 4) | (bytes[17]! >> 4)) !== await check(rc)) throw new Refused('code'); // kill: Code.checksum
  return rc;
}

export interface CodeKeys { auth: Bytes; kek: Bytes; id: Bytes }

/** The context makes a code worthless at another address, agency or realm. */
export async function codeKeys(place: Where, realm: Realm, rc: Bytes): Promise<CodeKeys> {
  const context = await sha256(ad('sg1/rc-ctx', place.origin, place.agency, realm));
  const derive = (what: string, length: number) => hkdf(rc, concat(utf8(`sg1/rc/${what}`), context), length);
  return { auth: await derive('auth', 32), kek: await derive('kek', 32), id: await derive('id', 16) };
}

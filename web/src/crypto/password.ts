// Names and passwords (PROTOCOL 2.3.1 to 2.3.3): the closed name table, the salt that binds place and name, Argon2id with pinned profiles.
import { argon2id } from 'hash-wasm';
import { ad, type Bytes } from './bytes';
import { lonely } from './json';
import { fold, scripts, table } from './names-table';
import type { Where } from './place';
import { hkdf, sha256 } from './primitives';
import { Refused } from './verbs';
import type { Realm } from './wire';

const point = (text: string): number => parseInt(text, 16);

const ranges = (text: string): [number, number][] => text.split(' ').map((range) => {
  const [from, to] = range.split('-');
  return [point(from!), point(to ?? from!)];
});

const within = (list: [number, number][], code: number): boolean => list.some(([from, to]) => from <= code && code <= to); // kill: Password.within

const allowed = ranges(table);

const folding = new Map(fold.split(' ').flatMap((entry) => {
  const [from, to, count, stepFrom, stepTo] = entry.split(/[:*+]/);
  const step = Number(stepFrom ?? 1);
  return Array.from({ length: Number(count ?? 1) }, (_, i): [number, number] => [point(from!) + i * step, point(to!) + i * Number(stepTo ?? step)]);
}));

/** latin 0061-02af greek 0370-03ff … */
const scriptRanges = ranges(scripts.split(' ').filter((_, i) => i % 2 === 1).join(' '));

/** Lower-case letters of the table stand above the digits and signs, which go with every script. */
const script = (code: number): number => scriptRanges.findIndex((range) => within([range], code));

/** The one form of a name that is ever keyed or sent. Refused('name') if it has none. */
export function nameNorm(typed: string): string {
  const codes = [...typed.normalize('NFKC')].map((letter) => folding.get(letter.codePointAt(0)!) ?? letter.codePointAt(0)!);
  if (codes.some((code) => !within(allowed, code))) throw new Refused('name'); // kill: Password.name-letter
  const norm = String.fromCodePoint(...codes).replace(/ +/g, ' ').replace(/^ | $/g, '');
  const length = [...norm].length;
  if (length < 3 || length > 32) throw new Refused('name'); // kill: Password.name-length
  if (new Set(codes.map(script).filter((found) => found >= 0)).size > 1) throw new Refused('name'); // kill: Password.name-one-script
  return norm;
}

interface Profile { memory: number; passes: number }

/** Compiled in: a server that could name parameters could name weak ones. Memory in KiB, one lane. */
const profiles: Record<number, Profile> = { 1: { memory: 32 * 1024, passes: 4 }, 2: { memory: 64 * 1024, passes: 4 } };
const profileOf: Record<Realm, number> = { seeker: 1, staff: 2 };

/** The profile for a new password of a realm. */
export const newProfile = (realm: Realm): number => profileOf[realm];

/** Any other number than the realm's is Refused('wrap'): nobody has typed it, so nobody is told to type again. */
function allowedProfile(realm: Realm, kdf: number): Profile {
  const profile = kdf === profileOf[realm] ? profiles[kdf] : undefined;
  if (!profile) throw new Refused('wrap'); // kill: Password.allowed-profile
  return profile;
}

const longest = 256, shortest = 10;

/** A password that is set, not only typed: long enough, and every code point has a meaning that will not change. */
export function checkNewPassword(password: string): void {
  const length = [...password.normalize('NFKC')].length;
  if (length < shortest || length > longest || lonely(password) || /\p{Cn}/u.test(password)) throw new Refused('password'); // kill: Password.new-password
}

export const argonSalt = async (place: Where, name: string, salt16: Bytes): Promise<Bytes> =>
  (await sha256(ad('sg1/pwsalt', place.origin, place.agency, name, salt16))).slice(0, 16);

/** `auth` goes to the server, once per sign-in; `kek` never leaves the worker. */
export interface PasswordKeys { auth: Bytes; kek: Bytes }

/** Argon2id, then one key for the server and one for us. `name` is the norm. About 0.4 s (seeker), 0.9 s (staff) on a desktop. */
export async function passwordKeys(place: Where, realm: Realm, name: string, password: string, salt16: Bytes, kdf: number): Promise<PasswordKeys> {
  const profile = allowedProfile(realm, kdf);
  if (salt16.length !== 16) throw new Refused('wrap'); // kill: Password.salt-length
  if ([...password].length > longest || lonely(password)) throw new Refused('password'); // kill: Password.password-keys
  const pmk = await pmkOf(password, await argonSalt(place, name, salt16), profile);
  return { auth: await hkdf(pmk, 'sg1/pw/auth', 32), kek: await hkdf(pmk, 'sg1/pw/kek', 32) };
}

async function pmkOf(password: string, salt: Bytes, profile: Profile): Promise<Bytes> {
  const pmk = await argon2id({
    password: password.normalize('NFKC'), salt, parallelism: 1, iterations: profile.passes, memorySize: profile.memory, hashLength: 32, outputType: 'binary',
  });
  return new Uint8Array(pmk);
}

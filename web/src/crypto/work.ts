// Proof of work (spec/work.md): what a sign-in after many failures, a registration and a first letter cost whoever floods or guesses.
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { argon2id } from 'hash-wasm';
import { concat, u64, utf8, type Bytes } from './bytes';
import { sha256 } from './primitives';
import { Refused } from './verbs';

/** A server that could name any number could let a browser reckon for ever. */
const most = 7;

/** One try: about 20 ms, and 0.3 s where there is no WebAssembly. */
async function hashOf(token: Bytes, salt: Bytes, counter: number): Promise<Uint8Array> {
  const password = concat(token, u64(counter));
  return typeof WebAssembly === 'object'
    ? argon2id({ password, salt, parallelism: 1, iterations: 1, memorySize: 1024, hashLength: 32, outputType: 'binary' })
    : argon2idAsync(password, salt, { m: 1024, t: 1, p: 1, dkLen: 32 });
}

const zeros = (hash: Uint8Array): number => {
  const at = hash.findIndex((byte) => byte !== 0);
  return at === -1 ? 256 : at * 8 + Math.clz32(hash[at]!) - 24;
};

/** `token.counter`, as the header Siegel-Work carries it. `text`: the token as the server gave it. */
export async function proofOf(text: string, token: Bytes, bits: number): Promise<string> {
  if (!Number.isInteger(bits) || bits < 1 || bits > most) throw new Refused('state'); // kill: Work.proof-of-state
  const salt = (await sha256(concat(utf8('sg1/pow'), token))).slice(0, 16);
  for (let counter = 0; ; counter++) if (zeros(await hashOf(token, salt, counter)) >= bits) return `${text}.${counter}`;
}

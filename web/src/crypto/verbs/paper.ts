// The archive's key as a lead types it from the recovery sheet (PROTOCOL 2.8.16). It is in no keyring and never stored: it is in this worker until the archive is left or the keys go.
import { recipientOf, seedBehind } from '../age';
import { b64 } from '../bytes';
import { kidOf } from '../keys';
import type { KeySeed } from '../keyring';
import { Refused, type Answer, type Argument } from '../verbs';
import { chainOf, personOf, type Person, type State } from './person';
import { leadOf } from './staff';

/** What can stand behind the 1 of an identity (bech32, BIP 173), how much does, and in how many letters the sheet is read. */
const letters = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', length = 58, group = 4;
const start = 'AGESECRETKEYPQ1', plain = (text: string): string => text.toUpperCase().replace(/[\s\p{Pd}]/gu, '');

/** The keys with which grants to the archive are opened: one's own, and one from paper. */
export const archiveSeeds = (state: State, person: Person): KeySeed[] => [...person.keyring.roles.archive, ...state.paper ? [state.paper] : []];

export async function archiveKey(state: State): Promise<Answer<'archiveKey'>> {
  const { keyring, chain } = personOf(state), role = chain?.current.body.roles.archive;
  return { from: keyring.roles.archive.some(({ kid }) => kid === role?.kid) ? 'keyring' : state.paper ? 'paper' : null };
}

export async function typeArchiveKey(state: State, { typed }: Argument<'typeArchiveKey'>): Promise<Answer<'typeArchiveKey'>> {
  const role = chainOf(await leadOf(state)).current.body.roles.archive, text = plain(typed);
  state.paper = null;
  if (!text.startsWith(start)) return { slip: 'start', group: 0 };
  const rest = text.slice(start.length), foreign = [...rest].findIndex((letter) => !letters.includes(letter));
  if (foreign >= 0) return { slip: 'letter', group: groupOf(foreign) };
  if (rest.length !== length) return { slip: rest.length < length ? 'short' : 'long', group: 0 };
  const seed = seedBehind(rest);
  if (!seed) return { slip: 'slip', group: slipIn(rest) };
  const kid = await kidOf(await recipientOf(seed));
  if (kid !== role?.kid) throw new Refused('G9'); // kill: G9.paper
  state.paper = { kid, seed: b64(seed) };
  return { slip: null, group: 0 };
}

const groupOf = (at: number): number => Math.floor(at / group) + 1;

/** In which group one letter is another one; 0 if it takes more than one to mend it. Nothing is mended: who has the paper reads it again. */
function slipIn(rest: string): number {
  for (let at = 0; at < rest.length; at++) {
    for (const letter of letters) if (seedBehind(rest.slice(0, at) + letter + rest.slice(at + 1))) return groupOf(at);
  }
  return 0;
}

export async function shutArchive(state: State): Promise<Answer<'shutArchive'>> {
  state.paper = null;
  state.shelf = null;
  return {};
}

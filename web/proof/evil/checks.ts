// Every check of PROTOCOL 2 that the client has: each is met by an attack, or it says why a server cannot reach it.
import type { Check } from './attack';

export const required: readonly Check[] = [
  'D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D9', 'D10', 'G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'E1', 'E2', 'E3', 'E4', 'E5', 'P1', 'P2', 'A1', 'A2',
  'box', 'wrap', 'set-back', 'password', 'invite', 'seal', 'strict', 'data',
];

/** Why a malicious server has no way to make this check say no in the client as it is now. */
export const excused: Partial<Record<Check, string>> = {
  password: 'refuses only what a person types: too long, too short, half a character; a wrong profile or salt of the server is refused by `wrap`',
};

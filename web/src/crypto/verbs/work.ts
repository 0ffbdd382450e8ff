// Reckoning for a call that costs work (PROTOCOL 2.13). It needs nobody signed in, and no key.
import { unb64 } from '../bytes';
import { refuseBy } from '../shape';
import type { Answer, Argument } from '../verbs';
import { proofOf } from '../work';
import type { State } from './person';

export async function work(_: State, { token, bits }: Argument<'work'>): Promise<Answer<'work'>> {
  return { proof: await proofOf(token, refuseBy('state', () => unb64(token, 37)), bits) };
}

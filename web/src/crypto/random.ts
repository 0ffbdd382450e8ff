// Randomness for what pages make themselves: ids of writes, suggestions. Keys are made in the worker.
import { b64 } from './bytes';
import { random } from './primitives';

/** 16 random bytes as base64url: whoever writes something makes its id, so that sending it again is harmless. */
export const newId = (): string => b64(random(16));

/** A whole number from 0 to below `n`, every one equally likely. `n` at most 2^32. */
export function below(n: number): number {
  const limit = Math.floor(0x1_0000_0000 / n) * n; // numbers from here on would favour the small ones: drawn again
  for (;;) {
    const drawn = new DataView(random(4).buffer).getUint32(0);
    if (drawn < limit) return drawn % n;
  }
}

/** One of a list. */
export const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;

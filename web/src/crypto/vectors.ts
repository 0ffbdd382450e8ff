// For tests: the vectors of spec/vectors. They are read, never written.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bytes } from './bytes';

export const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'spec', 'vectors');

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const load = (name: string): any => JSON.parse(readFileSync(join(folder, name), 'utf8'));

export const sg1 = load('sg1.json');

/** Hex, or "07 x 32": one byte so many times; pieces joined by ", ". */
export function bytes(text: string): Bytes {
  const pieces = text.split(', ').map((piece) => {
    const [value, times] = piece.split(' x ');
    const once = Uint8Array.from(value!.match(/../g) ?? [], (byte) => parseInt(byte, 16));
    return times === undefined ? once : Uint8Array.from({ length: once.length * Number(times) }, (_, i) => once[i % once.length]!);
  });
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** A text "@n" of a file of checks stands for an entry of its `texts`. */
export const textsOf = (file: { texts: Record<string, string> }) => (text: string): string => file.texts[text] ?? text;

export const textOf = textsOf(sg1.checks);

/** The check that refuses, or null. Anything but a Refused is a failure of the test. */
export async function refusal(attempt: () => unknown): Promise<string | null> {
  try { await attempt(); return null; } catch (error) {
    if (error instanceof Error && 'check' in error) return error.check as string;
    throw error;
  }
}

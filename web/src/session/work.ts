// Calls that cost work: a registration and a first letter always, a sign-in where many have failed (spec/work.md).
import { ask } from '../crypto/client';
import { place } from './agency';
import { Failed, post } from './api';
import { insist } from './insist';

export interface Task { token: string; bits: number }

/** The proof of a task, or null where there is none. */
export const reckon = async (task: Task | null): Promise<string | null> => (task ? (await ask('work', task)).proof : null);

// The proof of a registration also does for the first letter that follows it.
let kept: string | null = null;
export const forgetWork = (): void => { kept = null; };

/** Acts with the proof at hand, and with a new one where that is not enough. Throws Failed, Refused. */
export async function working<T>(action: 'register' | 'enquiry', act: (proof: string) => Promise<T>): Promise<T> {
  if (kept !== null) {
    try { return await act(kept); } catch (error) { if (!(error instanceof Failed) || error.code !== 'work') throw error; }
  }
  kept = await reckon(await insist(() => post<Task>('auth/work', { agency: place().agency, action })));
  return act(kept!);
}

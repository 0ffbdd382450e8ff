// Sending again when no answer came. Only for writes that act once however often they arrive: they carry their own id (spec/api.md, 1).
import { Failed } from './api';

/** No answer came, or one of a gateway that could not ask the server: the write may have arrived or not. */
export const lost = (error: unknown): boolean => error instanceof Failed && (error.code === 'offline' || [502, 503, 504].includes(error.status));

const sleep = (ms: number) => new Promise((done) => { setTimeout(done, ms); });

/** Acts, and acts again after each pause (ms) as long as the answer is lost. Every other failure is passed on at once. */
export async function insist<T>(act: () => Promise<T>, pauses: readonly number[] = [1_500]): Promise<T> {
  for (const pause of pauses) {
    try { return await act(); } catch (error) { if (!lost(error)) throw error; }
    await sleep(pause);
  }
  return act();
}

// Attachments on their way: parts go up, a whole file comes down. Bytes, not JSON (spec/api.md, 11).
import type { Bytes } from '../crypto/verbs';
import type { Problem } from '../crypto/wire';
import { Failed, ownHeaders } from './api';

const timeout = 300_000; // a part of 1 MiB over a slow line

/** Bytes to or from a route under /api/1/. Throws Failed. */
export async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api/1/${path}`, { ...init, cache: 'no-store', credentials: 'same-origin', redirect: 'error', signal: AbortSignal.timeout(timeout) });
  } catch { throw new Failed('offline', 0, null); } // kill: Files.offline
}

async function failed(answer: Response): Promise<Failed> {
  const problem = await answer.json().catch(() => null) as Problem | null;
  return new Failed(typeof problem?.code === 'string' ? problem.code : [502, 503, 504].includes(answer.status) ? 'away' : 'internal', answer.status, problem);
}

/** The same part again is harmless. Throws Failed. */
export async function putPart(id: string, n: number, part: Bytes): Promise<void> {
  const answer = await send(`files/${id}/parts/${n}`, { method: 'PUT', headers: { ...ownHeaders(), 'Content-Type': 'application/octet-stream' }, body: part });
  if (!answer.ok) throw await failed(answer); // kill: Files.part-refused
}

/** What may come at most for a file of this size: padding adds 12 %, sealing 16 bytes to each 64 KiB and a little. */
export const mostOf = (size: number): number => Math.ceil(size * 1.13) + 4_096;

/** Fetches the sealed bytes of a file: at most `most`, what is longer is broken off, not kept. `progress`: what has come, in bytes. Throws Failed. */
export type FetchFile = (id: string, most: number, progress: (bytes: number) => void) => Promise<Bytes>;

export const fetchFile: FetchFile = async (id, most, progress) => received(await send(`files/${id}`, { method: 'GET', headers: ownHeaders() }), most, progress);

export async function received(answer: Response, most: number, progress: (bytes: number) => void): Promise<Bytes> {
  if (!answer.ok) throw await failed(answer); // kill: Files.file-refused
  const whole = new Uint8Array(most), reader = answer.body!.getReader();
  for (let at = 0; ;) {
    const { done, value } = await reader.read().catch(() => { throw new Failed('offline', 0, null); }); // kill: Files.broken-off
    if (done) return whole.slice(0, at);
    if (at + value.length > most) { void reader.cancel(); throw new Failed('internal', answer.status, null); } // kill: Files.too-long
    whole.set(value, at);
    progress(at += value.length);
  }
}

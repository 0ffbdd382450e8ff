// The way to the packing worker (zipworker.ts): files in, one archive out. Nothing of it is stored or sent.
import { startWorker } from '../crypto/client';
import { Failed } from './api';

declare const ZIP_URL: string; // set by the build: /assets/zipworker.<hash>.js

/** A file of an archive. `name`: a path inside it, with slashes. */
export interface Packed { name: string; bytes: Uint8Array<ArrayBuffer> }

/** A name that stays inside the folder where somebody unpacks it: no way up, no root, no drive, nothing that a system reads as a command. */
const part = /^(?!\.)[\p{L}\p{M}\p{N}._ -]{1,120}(?<![. ])$/u;
export const stays = (name: string): boolean => name.length <= 240 && name.split('/').every((one) => part.test(one)); // kill: Zip.stays

/** One archive of these files, in this order, each with the time `at` (Unix ms). Throws Failed where a name would leave the folder or comes twice, or the worker cannot be loaded. */
export async function zip(entries: readonly Packed[], at: number = Date.now()): Promise<Uint8Array<ArrayBuffer>> {
  const names = entries.map(({ name }) => name.toLowerCase());
  if (!entries.every(({ name }) => stays(name)) || new Set(names).size !== names.length) throw new Failed('internal', 0, null); // kill: Zip.names
  return new Promise((yes, no) => {
    const worker = startWorker(ZIP_URL, 'zip');
    const end = () => { worker.terminate(); };
    worker.onmessage = ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => { end(); yes(data); };
    worker.onerror = () => { end(); no(new Failed('internal', 0, null)); };
    worker.postMessage({ entries, at });
  });
}

// The way to the packing worker for what may be large: one file goes in at a time, and what is ready of the archive comes out each time.
import { startWorker } from '../crypto/client';
import type { Bytes } from '../crypto/verbs';
import { Failed } from './api';
import { stays, type Packed } from './zip';

declare const ZIP_URL: string; // set by the build: /assets/zipworker.<hash>.js

/** A file to be packed, with the time of all of them (Unix ms); null: the end. */
export interface Step { file: Packed | null; at: number }

/** `add` gives what is ready of the archive, `end` the rest of it. Throws Failed where a name would leave the folder or comes twice, or the worker breaks. */
export interface Packing { add(file: Packed): Promise<Bytes>; end(): Promise<Bytes>; stop(): void }

export function packing(at: number = Date.now()): Packing {
  const worker = startWorker(ZIP_URL, 'zip'), names = new Set<string>();
  const step = (file: Packed | null) => new Promise<Bytes>((yes, no) => {
    worker.onmessage = ({ data }: MessageEvent<Bytes>) => { yes(data); };
    worker.onerror = () => { no(new Failed('internal', 0, null)); };
    worker.postMessage({ file, at } satisfies Step, file ? [file.bytes.buffer] : []);
  });
  return {
    add: (file) => {
      const name = file.name.toLowerCase();
      if (!stays(name) || names.has(name)) return Promise.reject(new Failed('internal', 0, null)); // kill: Packing.names
      names.add(name);
      return step(file);
    },
    end: () => step(null),
    stop: () => { worker.terminate(); },
  };
}

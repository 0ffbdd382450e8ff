// Files that go with the next letter of a case: picked, sealed in the worker, sent part by part when the letter is, and named in it.
import { signal, type Signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import { Failed, post, remove } from '../../session/api';
import { putPart } from '../../session/files';
import { whenForgetting } from '../../session/forgetting';
import { insist } from '../../session/insist';
import { prepare, Unfit } from './prepare';

export const mostFiles = 5;

/** `sent`: parts that the server has; `begun`: it knows of the file. */
export interface Attached { id: string; name: string; size: number; length: number; parts: number; sent: number; begun: boolean }

/** `trouble`: why the last one was not taken. `busy`: something is being made ready. */
export interface Attachments { files: Signal<readonly Attached[]>; trouble: Signal<{ why: string; name: string } | null>; busy: Signal<boolean> }

const known = new Map<string, Attachments>();
/** What went with a letter that may still be taken back, by case. */
const gone = new Map<string, readonly Attached[]>();

export function attachments(of: string): Attachments {
  const there = known.get(of) ?? { files: signal<readonly Attached[]>([]), trouble: signal(null), busy: signal(false) };
  known.set(of, there);
  return there;
}

const partSize = 1024 * 1024;

/** What is being made ready, by case: a letter waits for it. */
const making = new Map<string, Promise<void>>();

/** Takes files in, as many as a letter may have. What is not taken is told in `trouble`. */
export function add(of: string, picked: Iterable<File>): Promise<void> {
  const { busy } = attachments(of);
  if (busy.value) return Promise.resolve();
  busy.value = true;
  const work = makeReady(of, picked).finally(() => { busy.value = false; making.delete(of); });
  making.set(of, work);
  return work;
}

async function makeReady(of: string, picked: Iterable<File>): Promise<void> {
  const { files, trouble } = attachments(of);
  trouble.value = null;
  for (const file of picked) {
    try {
      if (files.value.length >= mostFiles) throw new Unfit('many' as 'type'); // kill: Attached.many
      const ready = await prepare(file), { id, name, length } = await ask('attach', { case: of, ...ready });
      files.value = [...files.value, { id, name, size: ready.bytes.length, length, parts: Math.ceil(length / partSize), sent: 0, begun: false }];
    } catch (error) {
      trouble.value = { why: error instanceof Unfit ? error.why : error instanceof Refused && error.check === 'F6' ? 'type' : 'picture', name: file.name };
    }
  }
}

/** It does not go along after all. */
export async function drop(of: string, id: string): Promise<void> {
  const { files } = attachments(of), one = files.value.find((file) => file.id === id);
  files.value = files.value.filter((file) => file.id !== id);
  await ask('detach', { id }).catch(() => undefined);
  if (one?.begun) await remove(`files/${id}`).catch(() => undefined); // else the server removes it after a day
}

/** Sends what the server does not have yet, from where it broke off, and answers the ids for the letter. Throws Failed; then the next call goes on. */
export async function upload(of: string): Promise<string[]> {
  const { files, trouble } = attachments(of), waited = making.get(of);
  await waited; // pressed before it was told that one of them is not taken: the letter does not go without it
  if (waited && trouble.value) throw new Failed('conflict', 0, null); // kill: Attached.not-taken
  const set = (id: string, change: Partial<Attached>) => { files.value = files.value.map((file) => (file.id === id ? { ...file, ...change } : file)); };
  for (const { id, length, parts, begun, sent } of files.value) {
    if (!begun) {
      const { received } = await insist(() => post<{ received: number }>('files', { id, case: of, length }));
      set(id, { begun: true, sent: received });
    }
    for (let n = sent; n < parts; n++) {
      const { part } = await ask('attachedPart', { id, n });
      await insist(() => putPart(id, n, part), [1_000, 4_000]).catch((error: unknown) => {
        // It waited for longer than the server keeps what no letter names: then it begins anew.
        if (error instanceof Failed && error.code === 'not_found') set(id, { begun: false, sent: 0 });
        throw error;
      });
      set(id, { sent: n + 1 });
    }
  }
  return files.value.map(({ id }) => id);
}

/** They went with a letter. `held`: it may still be taken back. */
export function sentWith(of: string, held = false): void {
  const { files, trouble } = attachments(of);
  for (const { id } of gone.get(of) ?? []) void ask('detach', { id }).catch(() => undefined);
  if (held) gone.set(of, files.value); else for (const { id } of files.value) void ask('detach', { id }).catch(() => undefined);
  if (!held) gone.delete(of);
  files.value = [];
  trouble.value = null;
}

/** What sending asks of it. */
export const along = (of: string, held = false) => ({ picked: () => attachments(of).files.value.map(({ id }) => id), upload: () => upload(of), sent: () => sentWith(of, held) });

/** The letter was taken back: its files are picked again. */
export function returned(of: string): void {
  const { files } = attachments(of);
  files.value = [...gone.get(of) ?? [], ...files.value].slice(0, mostFiles);
  gone.delete(of);
}

/** Nothing of it stays in memory. */
export function clear(): void { known.clear(); gone.clear(); making.clear(); }
whenForgetting(clear);

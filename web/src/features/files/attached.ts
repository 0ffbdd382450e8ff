// Files that go with the next letter of a case: picked, sealed in the worker, sent part by part at once, and named in the letter.
import { signal, type Signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import { agency } from '../../session/agency';
import { Failed, post, remove } from '../../session/api';
import { putPart } from '../../session/files';
import { whenForgetting } from '../../session/forgetting';
import { insist, lost } from '../../session/insist';
import { fetchPicked, keepPicked, type Kept } from './picked';
import { prepare, Unfit } from './prepare';

export const mostFiles = 5;

/** `sent`: parts that the server has; `begun`: it has said so on this page. */
export interface Attached { id: string; name: string; size: number; length: number; parts: number; sent: number; begun: boolean }

/** `trouble`: why the last one was not taken. `busy`: something is being made ready. `stuck`: why what is picked is not all at the server. `kept`: a reload finds all of it. */
export interface Attachments { files: Signal<readonly Attached[]>; trouble: Signal<{ why: string; name: string } | null>; busy: Signal<boolean>; stuck: Signal<unknown>; kept: Signal<boolean> }

const known = new Map<string, Attachments>();
/** What went with a letter that may still be taken back, by case. */
const gone = new Map<string, readonly Attached[]>();
/** What does not go along after all. */
const dropped = new Set<string>();

export function attachments(of: string): Attachments {
  const there = known.get(of) ?? { files: signal<readonly Attached[]>([]), trouble: signal(null), busy: signal(false), stuck: signal<unknown>(null), kept: signal(true) };
  known.set(of, there);
  return there;
}

const partSize = 1024 * 1024;
const partsOf = (length: number): number => Math.ceil(length / partSize);
const whole = ({ sent, parts }: Attached): boolean => sent === parts; // kill: Attached.whole

/** What is being made ready, by case: a letter waits for it. */
const making = new Map<string, Promise<void>>();
/** What goes up, by case, one after the other. */
const turns = new Map<string, Promise<unknown>>();
const again = new Map<string, ReturnType<typeof setTimeout>>();

/** Takes files in, as many as a letter may have, and begins to send them. What is not taken is told in `trouble`. */
export function add(of: string, picked: Iterable<File>): Promise<void> {
  const { busy } = attachments(of);
  if (busy.value) return Promise.resolve();
  busy.value = true;
  const work = makeReady(of, picked).finally(() => { busy.value = false; making.delete(of); void carry(of); });
  making.set(of, work);
  return work;
}

async function makeReady(of: string, picked: Iterable<File>): Promise<void> {
  const { files, trouble } = attachments(of);
  trouble.value = null;
  for (const file of picked) {
    try {
      if (files.value.length >= mostFiles) throw new Unfit('many' as 'type'); // kill: Attached.many
      const ready = await prepare(file, agency.value?.media === true), { id, name, length } = await ask('attach', { case: of, ...ready });
      files.value = [...files.value, { id, name, size: ready.bytes.length, length, parts: partsOf(length), sent: 0, begun: false }];
    } catch (error) {
      trouble.value = { why: error instanceof Unfit ? error.why : error instanceof Refused && error.check === 'F6' ? 'type' : 'picture', name: file.name };
    }
  }
}

/** What was picked before the page was left, or elsewhere. `out`, `held`: the ids of files that went with a letter, or with one that may still be taken back. Throws Failed, Refused. */
export async function load(of: string, out: (id: string) => boolean, held: (id: string) => boolean = () => false): Promise<void> {
  const found = (await fetchPicked(of)).filter(({ id }) => !out(id)), { trouble } = attachments(of);
  const waits = found.filter((one) => held(one.id)), next = found.filter((one) => !held(one.id));
  if (waits.length) gone.set(of, waits.map(fromList)); else gone.delete(of);
  join(of, next);
  for (const { id, name } of next.filter((one) => !one.whole && !here(of, one.id))) { // its bytes went with the page that had them
    trouble.value = { why: 'again', name };
    await drop(of, id);
  }
}

const fromList = ({ id, name, size, length }: Kept): Attached => ({ id, name, size, length, parts: partsOf(length), sent: partsOf(length), begun: false });
const here = (of: string, id: string): boolean => [...gone.get(of) ?? [], ...attachments(of).files.value].some((file) => file.id === id); // kill: Attached.here

/** Beside what is picked here, what a list has that is at the server. */
function join(of: string, found: readonly Kept[]): void {
  const { files } = attachments(of), more = found.filter((one) => one.whole && !dropped.has(one.id) && !here(of, one.id)).map(fromList);
  if (more.length) files.value = [...more, ...files.value].slice(0, mostFiles);
}

/** The list as it is now, with what may still be taken back. */
const keep = (of: string): Promise<void> => keepPicked(of, () => [...gone.get(of) ?? [], ...attachments(of).files.value].map((file) => ({ id: file.id, whole: whole(file) })), (found) => join(of, found));

/** It does not go along after all. */
export async function drop(of: string, id: string): Promise<void> {
  const { files } = attachments(of);
  dropped.add(id);
  files.value = files.value.filter((file) => file.id !== id);
  await keep(of).catch(() => undefined); // first: a list that names what is gone holds up the letter after a reload; one that cannot be written does not hold up the removal
  await remove(`files/${id}`).catch(() => undefined); // else the server removes it after a day
  await carry(of);
  await ask('detach', { id }).catch(() => undefined);
}

/** Sends what is picked, and keeps the list of it before and after. What the line breaks is tried again, at the latest when the letter goes. */
function carry(of: string): Promise<void> {
  const { files, stuck, kept } = attachments(of);
  clearTimeout(again.get(of));
  kept.value = false;
  return inTurn(of, async () => {
    if (known.get(of)?.files !== files) return; // forgotten meanwhile
    try {
      await keep(of);
      if (!files.value.every(whole)) {
        await sendParts(of);
        await keep(of);
      }
      stuck.value = null;
      kept.value = files.value.every(whole);
    } catch (error) {
      stuck.value = error;
      if (lost(error)) again.set(of, setTimeout(() => void carry(of), 10_000));
    }
  });
}

/** What was stuck is tried again. */
export function goOn(of: string): void {
  if (attachments(of).stuck.value !== null) void carry(of);
}

function inTurn<T>(of: string, work: () => Promise<T>): Promise<T> {
  const next = (turns.get(of) ?? Promise.resolve()).then(work, work);
  turns.set(of, next.catch(() => undefined));
  return next;
}

/** Sends what the server does not have yet, from where it broke off, and answers the ids for the letter. Throws Failed; then the next call goes on. */
export async function upload(of: string): Promise<string[]> {
  const { files, trouble } = attachments(of), waited = making.get(of);
  await waited; // pressed before it was told that one of them is not taken: the letter does not go without it
  if (waited && trouble.value) throw new Failed('conflict', 0, null); // kill: Attached.not-taken
  await inTurn(of, () => sendParts(of));
  return files.value.map(({ id }) => id);
}

async function sendParts(of: string): Promise<void> {
  for (const { id } of attachments(of).files.value) {
    try { await sendFile(of, id); } catch (error) { // not wanted any more: what failed does not matter // kill: Attached.send-file
      if (here(of, id)) throw error instanceof Refused ? notHere(of, id) : error;
    }
    if (dropped.has(id)) await remove(`files/${id}`).catch(() => undefined); // it may have begun after it was dropped
  }
}

/** Picked on another page, which had its bytes, and not at the server any more. The letter does not go without it. */
function notHere(of: string, id: string): Failed {
  const { files, trouble } = attachments(of);
  trouble.value = { why: 'again', name: files.value.find((file) => file.id === id)?.name ?? '' };
  void drop(of, id);
  return new Failed('conflict', 0, null);
}

async function sendFile(of: string, id: string): Promise<void> {
  const { files } = attachments(of), now = () => files.value.find((file) => file.id === id);
  const set = (change: Partial<Attached>) => { files.value = files.value.map((file) => (file.id === id ? { ...file, ...change } : file)); };
  const { length, parts, begun = false } = now() ?? {};
  if (length === undefined || parts === undefined) return;
  if (!begun) {
    const { received } = await insist(() => post<{ received: number }>('files', { id, case: of, length }));
    if (received > parts) throw new Failed('internal', 0, null); // kill: Attached.more-than-all
    set({ begun: true, sent: received });
  }
  for (let one = now(); one && one.sent < parts; one = now()) {
    const n = one.sent, { part } = await ask('attachedPart', { id, n });
    await insist(() => putPart(id, n, part), [1_000, 4_000]).catch((error: unknown) => {
      // It waited for longer than the server keeps what no letter names: then it begins anew.
      if (error instanceof Failed && error.code === 'not_found') set({ begun: false, sent: 0 });
      throw error;
    });
    set({ sent: n + 1 });
  }
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
export function clear(): void {
  for (const timer of again.values()) clearTimeout(timer);
  for (const one of [known, gone, making, turns, again]) one.clear();
  dropped.clear();
}
whenForgetting(clear);

// The page's side of the key worker: starts it, sends verbs, hands back answers. Nothing secret passes here but what a person typed.
import { Refused, type Answer, type Argument, type Refusal, type Verb } from './verbs';

declare const WORKER_URL: string; // set by the build: /assets/worker.<hash>.js
declare const READER_URL: string; // with what only those need who come back
declare const ZIP_URL: string;
declare const SECOND_URL: string;

interface TrustedPolicy { createScriptURL(u: string): unknown }
interface TrustedFactory { createPolicy(name: string, rules: { createScriptURL(u: string): string }): TrustedPolicy }

let worker: Worker | null = null;
let path = '';

/** Somebody comes back: the worker of those who read. Before it is started. */
export const comesBack = (): void => { path = READER_URL; };
/** The worker that runs is that of a first letter. */
export const writesOnly = (): boolean => path === '' && READER_URL !== '';
let policy: TrustedPolicy | null = null;
let counter = 0;
const waiting = new Map<number, { verb: Verb; yes: (value: unknown) => void; no: (error: Error) => void }>();

let heard: (check: string) => void = () => undefined;
/** `hear` is told of every check of the worker that says no to what is not one's own, instead of an answer or to a part of it, when the answer is on its way to whoever asked. */
export const whenRefused = (hear: (check: string) => void): void => { heard = hear; };

/** Verbs that refuse only what a person has picked or typed. */
const ofOnesOwn: readonly Verb[] = ['attach', 'typeArchiveKey'];

/** Tells of the checks that an answer names, wherever they stand: of a message, of a profile, of a case of a list. */
function tell(answer: unknown): void {
  if (answer instanceof Uint8Array) return;
  for (const [key, value] of Object.entries(answer ?? {})) if (typeof value !== 'string') tell(value); else if (key === 'check' || key === 'refused') heard(value);
}

/** The worker stopped, or never started: no action may go on. */
const broken = () => { for (const w of waiting.values()) w.no(new Refused('seal')); waiting.clear(); stop(); };

/** The address of a script of the build, and of no other: the browser lets none in that has not come through here. */
export function trusted(path: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedFactory }).trustedTypes;
  if (factory && !policy) policy = factory.createPolicy('sg1-worker', {
    createScriptURL: (u) => { if (u !== WORKER_URL && u !== READER_URL && u !== ZIP_URL && u !== SECOND_URL) throw new TypeError('unknown script'); return u; }, // kill: Client.unknown-script
  });
  return (policy ? policy.createScriptURL(path) : path) as string;
}

export const startWorker = (path: string, name: string): Worker => new Worker(trusted(path), { type: 'classic', name });

function start(): Worker {
  if (worker) return worker;
  worker = startWorker(path || WORKER_URL, 'keys');
  worker.onmessage = (event: MessageEvent<{ id: number; value?: unknown; check?: Refusal }>) => {
    const entry = waiting.get(event.data.id);
    if (!entry) return;
    waiting.delete(event.data.id);
    if (event.data.check) entry.no(new Refused(event.data.check)); else entry.yes(event.data.value);
    if (!ofOnesOwn.includes(entry.verb)) tell(event.data);
  };
  worker.onerror = broken;
  worker.onmessageerror = broken;
  return worker;
}

/** Loads the worker while the person writes. */
export const warm = (): void => { start(); };

export function ask<V extends Verb>(verb: V, ...argument: Argument<V> extends undefined ? [] : [Argument<V>]): Promise<Answer<V>> {
  const id = ++counter;
  return new Promise((yes, no) => {
    waiting.set(id, { verb, yes: yes as (value: unknown) => void, no });
    start().postMessage({ id, verb, argument: argument[0] });
  });
}

/** Ends the worker and with it every key. */
export function stop(): void {
  worker?.terminate();
  worker = null;
  for (const w of waiting.values()) w.no(new Refused('state'));
  waiting.clear();
}

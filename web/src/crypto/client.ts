// The page's side of the key worker: starts it, sends verbs, hands back answers. Nothing secret passes here but what a person typed.
import { Refused, type Answer, type Argument, type Refusal, type Verb } from './verbs';

declare const WORKER_URL: string; // set by the build: /assets/worker.<hash>.js
declare const ZIP_URL: string;
declare const SECOND_URL: string;

interface TrustedPolicy { createScriptURL(u: string): unknown }
interface TrustedFactory { createPolicy(name: string, rules: { createScriptURL(u: string): string }): TrustedPolicy }

let worker: Worker | null = null;
let policy: TrustedPolicy | null = null;
let counter = 0;
const waiting = new Map<number, { yes: (value: unknown) => void; no: (error: Error) => void }>();

/** The worker stopped, or never started: no action may go on. */
const broken = () => { for (const w of waiting.values()) w.no(new Refused('seal')); waiting.clear(); stop(); };

/** The address of a script of the build, and of no other: the browser lets none in that has not come through here. */
export function trusted(path: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedFactory }).trustedTypes;
  if (factory && !policy) policy = factory.createPolicy('sg1-worker', {
    createScriptURL: (u) => { if (u !== WORKER_URL && u !== ZIP_URL && u !== SECOND_URL) throw new TypeError('unknown script'); return u; },
  });
  return (policy ? policy.createScriptURL(path) : path) as string;
}

export const startWorker = (path: string, name: string): Worker => new Worker(trusted(path), { type: 'classic', name });

function start(): Worker {
  if (worker) return worker;
  worker = startWorker(WORKER_URL, 'keys');
  worker.onmessage = (event: MessageEvent<{ id: number; value?: unknown; check?: Refusal }>) => {
    const entry = waiting.get(event.data.id);
    if (!entry) return;
    waiting.delete(event.data.id);
    if (event.data.check) entry.no(new Refused(event.data.check)); else entry.yes(event.data.value);
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
    waiting.set(id, { yes: yes as (value: unknown) => void, no });
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

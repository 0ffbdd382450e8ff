// For tests: a page in Node. The worker's own code stands behind the browser's interface, and a server behind `fetch` that answers what a test says.
import { expect, vi } from 'vitest';
import type { Handle } from '../crypto/handle';
import { place } from '../crypto/testing';
import type { Refused, Verb } from '../crypto/verbs';
import { stop } from '../crypto/client';
import { agency, type Agency } from './agency';
import { Failed } from './api';

/** The worker of one person: `ask` is asked anew for each that a page starts. */
const localWorker = (ask: () => Handle) => class {
  onmessage: (event: { data: unknown }) => void = () => undefined;
  private readonly ask = ask() as (verb: Verb, argument: unknown) => Promise<unknown>;
  postMessage({ id, verb, argument }: { id: number; verb: Verb; argument: unknown }): void {
    this.ask(verb, argument).then((value) => { this.onmessage({ data: { id, value } }); }, ({ check }: Refused) => { this.onmessage({ data: { id, check } }); });
  }
  terminate(): void { /* its keys go with it */ }
};

/** `answers`: what the server gives, by path below /api/1; nothing is 204. What the page asks is listed in what comes back, as "GET session". */
export function page(ask: () => Handle, answers: Record<string, unknown>): string[] {
  const asked: string[] = [];
  stop();
  for (const [name, value] of Object.entries({
    Worker: localWorker(ask), WORKER_URL: 'worker.js', ASSETS: {}, location: { origin: place.origin }, navigator: { cookieEnabled: true },
    fetch: (path: string, { method = 'GET' }: RequestInit = {}) => {
      const of = path.replace('/api/1/', ''), answer = answers[of];
      asked.push(`${method} ${of}`);
      return Promise.resolve(answer instanceof Response ? answer.clone() : answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer));
    },
  })) vi.stubGlobal(name, value);
  agency.value = { id: place.agency } as Agency;
  return asked;
}

/** How an attempt fails: with which code, and which status of the server. */
export async function failure(attempt: Promise<unknown>): Promise<[string, number]> {
  const error = await attempt.then(() => null, (e: unknown) => e);
  expect(error).toBeInstanceOf(Failed);
  return [(error as Failed).code, (error as Failed).status];
}

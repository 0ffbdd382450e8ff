// What the server is told of a check that said no: one word, once, without anything that leads to somebody.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ask } from '../crypto/client';
import type { Handle } from '../crypto/handle';
import { Refused, type Refusal, type Verb } from '../crypto/verbs';
import { page } from './testing';

let sent: [string, RequestInit][] = [];
let does: (verb: Verb) => Promise<unknown> = async () => ({});
const words = (): unknown[] => sent.map(([, { body }]) => JSON.parse(body as string) as unknown);

/** A page that was loaded anew, whose worker does `does`. */
beforeEach(async () => {
  vi.resetModules();
  page(() => ((verb: Verb) => does(verb)) as Handle, {});
  sent = [];
  const Local = Worker as unknown as new () => object;
  vi.stubGlobal('Worker', function started() { return (worker = new Local()); });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => { sent.push([path, init]); return Promise.reject(new TypeError('no line')); });
});
afterEach(() => { vi.unstubAllGlobals(); });

/** The last worker that a page has started. */
let worker: { onerror?(): void } = {};

/** What somebody gets who asks this page's worker. */
async function asks(verb: Verb): Promise<unknown> {
  const client = await import('../crypto/client');
  (await import('./alarm')).countRefusals();
  return (client.ask as typeof ask)(verb as 'chainFrom').catch((error: { check: Refusal }) => error.check);
}
const refusing = (check: Refusal) => async () => { throw new Refused(check); };

test('a refused check is told once, by its family alone, and whoever asked hears of it whatever becomes of that', async () => {
  for (const check of ['G4', 'G9', 'G4', 'D2', 'set-back', 'box'] as const) {
    does = refusing(check);
    expect(await asks('openCase')).toBe(check);
  }
  expect(words()).toEqual([{ check: 'G' }, { check: 'D' }, { check: 'set-back' }, { check: 'box' }]);
  for (const [path, { method, headers, credentials, keepalive }] of sent) {
    expect([path, method, credentials, keepalive]).toEqual(['/api/1/alarms', 'POST', 'omit', true]);
    expect(headers).toEqual({ 'Siegel-Realm': 'seeker', 'Content-Type': 'application/json' });
  }
});

test('so is a check that refused a part of an answer: a message, a note, a profile, a case of a list', async () => {
  const shown = { text: '"check":"A1"', check: undefined, files: [new Uint8Array(4)] };
  does = async () => ({ profile: null, refused: 'P2', messages: [shown, { text: '', check: 'E3' }], notes: [{ check: 'E4' }], held: [{ check: 'seal' }], gap: true, vault: null });
  expect(await asks('openCase')).toMatchObject({ refused: 'P2' });
  does = async () => [{ id: 'x', state: 'sealed', check: 'wrap' }];
  await asks('cases');
  expect(words()).toEqual([{ check: 'P' }, { check: 'E' }, { check: 'seal' }, { check: 'wrap' }]);
});

test('what somebody typed, picked or decided, and a worker that broke down, is no alarm', async () => {
  for (const check of ['code', 'name', 'password', 'text', 'sheet', 'state', 'older', 'policy', 'invite', 'origin'] as const) { does = refusing(check); await asks('openCase'); }
  does = refusing('F6');
  await asks('attach');
  does = refusing('G9');
  await asks('typeArchiveKey');
  does = async () => ({ messages: [], vault: null, path: null, at: 1 });
  await asks('openCase');
  does = () => new Promise(() => { setTimeout(() => worker.onerror?.()); });
  expect(await asks('openCase')).toBe('seal');
  expect(sent).toEqual([]);
});

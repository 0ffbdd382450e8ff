// The page's side of signing in: the worker's own code behind the browser's interface, and rows as a server keeps them behind `fetch`.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createSeekerWorker } from '../crypto/seeker';
import { newAgency, newId, newSeeker, place, Rows, type Somebody } from '../crypto/testing';
import type { Me, Refused, Verb } from '../crypto/verbs';
import { forget, me, register, signInByCode, signInByPassword } from './account';
import { agency, checkDirectory, loadAgency, type Agency } from './agency';
import { Failed, get } from './api';
import { asset } from './assets';
import { prove } from './proof';

const rows = new Rows();
let seeker: Somebody;
beforeAll(async () => {
  await newAgency(rows);
  seeker = await newSeeker(rows);
});

class LocalWorker {
  onmessage: (event: { data: unknown }) => void = () => undefined;
  private readonly ask = createSeekerWorker();
  postMessage({ id, verb, argument }: { id: number; verb: Verb; argument: unknown }): void {
    (this.ask as (verb: Verb, argument: unknown) => Promise<unknown>)(verb, argument)
      .then((value) => { this.onmessage({ data: { id, value } }); }, ({ check }: Refused) => { this.onmessage({ data: { id, check } }); });
  }
  terminate(): void { /* its keys go with it */ }
}

/** What the server was asked, and what it answers: a value, or a response of its own. */
let asked: string[] = [];
let answers: Record<string, unknown> = {};
const navigator = { cookieEnabled: true };

beforeEach(() => {
  [asked, answers] = [[], { 'session/alive': undefined, 'auth/logout': undefined }];
  navigator.cookieEnabled = true;
  for (const [name, value] of Object.entries({
    Worker: LocalWorker, WORKER_URL: 'worker.js', ASSETS: { 'words.de.json': '/assets/words.de.json' }, location: { origin: place.origin }, navigator,
    fetch: (path: string) => {
      const name = path.replace('/api/1/', '');
      asked.push(name);
      const answer = answers[name];
      return Promise.resolve(answer instanceof Response ? answer : answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer));
    },
  })) vi.stubGlobal(name, value);
  agency.value = { id: place.agency } as Agency;
});
afterEach(() => {
  forget();
  vi.unstubAllGlobals();
});

const failure = async (attempt: Promise<unknown>): Promise<[string, number]> => {
  const error = await attempt.then(() => null, (e: unknown) => e);
  expect(error).toBeInstanceOf(Failed);
  return [(error as Failed).code, (error as Failed).status];
};

test('a name that cannot be one, or a password, is a failed sign-in like any other', async () => {
  expect(await failure(signInByPassword('seeker', 'x@y.example', 'Korrekt Pferd Büroklammer'))).toEqual(['sign_in_failed', 401]);
  expect(asked).toEqual([]);
});

test('a code signs in; where cookies are off, it says so before anything is sent', async () => {
  navigator.cookieEnabled = false;
  expect(await failure(signInByCode('seeker', seeker.code))).toEqual(['cookies', 0]);
  expect(asked).toEqual([]);
  navigator.cookieEnabled = true;
  answers['auth/login'] = rows.session(seeker.uid, 'rc');
  expect((await signInByCode('seeker', seeker.code)).uid).toBe(seeker.uid);
});

test('a page that belongs to one person is not entered by another, and the session that was opened ends', async () => {
  answers['auth/login'] = rows.session(seeker.uid, 'rc');
  expect(await failure(signInByCode('seeker', seeker.code, { uid: newId() } as Me))).toEqual(['foreign', 0]);
  expect(asked).toEqual(['auth/login', 'auth/logout']);
  expect(me.value).toBeNull();
});

test('nobody proves anything who is not signed in', async () => {
  expect(await failure(prove({ code: seeker.code }))).toEqual(['signed_out', 0]);
  expect(asked).toEqual([]);
});

test('no account is made where cookies are off', async () => {
  answers[`agencies/${place.agency}/directory`] = rows.directory;
  await checkDirectory(null);
  navigator.cookieEnabled = false;
  expect(await failure(register(null, null, 'de'))).toEqual(['cookies', 0]);
  expect(asked).not.toContain('auth/register');
});

test('what no page could stand on is not taken for an agency, nor what is no answer for one', async () => {
  answers['agencies/kiz'] = { id: place.agency };
  expect(await failure(loadAgency('kiz', null))).toEqual(['internal', 0]);
  for (const [status, code] of [[200, 'offline'], [500, 'internal'], [503, 'away']] as const) {
    answers['session'] = new Response('<!doctype html>', { status });
    expect(await failure(get('session'))).toEqual([code, status]);
  }
});

test('a file of the build that is not there is a failure, and is asked for again', async () => {
  answers['/assets/words.de.json'] = new Response(null, { status: 404 });
  expect(await failure(asset('words.de.json'))).toEqual(['internal', 404]);
  expect(await failure(asset('words.xx.json'))).toEqual(['not_found', 404]); // the build knows of none
  answers['/assets/words.de.json'] = { a: 'b' };
  expect(await asset('words.de.json')).toEqual({ a: 'b' });
});

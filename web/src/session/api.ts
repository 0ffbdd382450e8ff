// The only place that talks to the server. Every call carries the realm header (spec/api.md, 1); failures become one class.
import type { Problem, Realm } from '../crypto/wire';
import { Absurd, valueOf } from './answer';
import { visitHeader } from './visit';

/** What went wrong with a call. `code` is one of spec/api.md, `offline` when no answer came, or `cookies` when the browser keeps none. */
export class Failed extends Error {
  constructor(public readonly code: string, public readonly status: number, public readonly problem: Problem | null) { super(code); this.name = 'Failed'; }
}

let realm: Realm = 'seeker';
export const useRealm = (r: Realm): void => { realm = r; };

let uid: string | null = null;
/** Whose keys this page holds. A session that another tab has begun for somebody else answers `signed_out` then. */
export const useUid = (u: string | null): void => { uid = u; };

const timeout = 30_000;
const renewal = 250; // ms in which another tab's new cookie is surely there

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What every call says of itself (spec/api.md, 1). */
/** `as`: whose session is meant, where it is not that of whoever this page belongs to. */
export const ownHeaders = (as: string | null = uid): Record<string, string> => ({ 'Siegel-Realm': realm, ...(as === null ? {} : { 'Siegel-Uid': as }) });

/**
 * `path` below /api/1, without a leading slash. Answers the parsed body, or undefined for 204. Throws Failed.
 * Another tab may renew the cookie while a call is under way: whoever is signed out asks once more.
 * `keepalive`: the call outlives the page (64 KiB at most).
 */
export async function call<T>(method: Method, path: string, body?: unknown, keepalive = false, work: string | null = null): Promise<T> {
  const who = uid;
  try { return await once<T>(method, path, body, keepalive, uid, work); } catch (error) {
    if (!(error instanceof Failed) || error.code !== 'signed_out' || who === null) throw error;
    await new Promise((later) => { setTimeout(later, renewal); });
    if (uid !== who) throw error;
    return once<T>(method, path, body, keepalive, uid, work);
  }
}

async function once<T>(method: Method, path: string, body: unknown, keepalive: boolean, as = uid, work: string | null = null): Promise<T> {
  const headers: Record<string, string> = { ...ownHeaders(as), ...visitHeader() };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (work !== null) headers['Siegel-Work'] = work;
  let answer: Response;
  try {
    answer = await fetch(`/api/1/${path}`, {
      method, headers, cache: 'no-store', credentials: 'same-origin', redirect: 'error', keepalive, signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch { throw new Failed('offline', 0, null); } // kill: Api.once-offline
  if (answer.status === 204) return undefined as T;
  let value: unknown;
  try { value = await valueOf(answer); } catch (error) { throw new Failed(answer.ok && !(error instanceof Absurd) ? 'offline' : [502, 503, 504].includes(answer.status) ? 'away' : 'internal', answer.status, null); } // kill: Api.once-answer
  if (answer.ok) return value as T;
  const problem = value as Problem;
  throw new Failed(typeof problem?.code === 'string' ? problem.code : 'internal', answer.status, problem); // kill: Api.once-typeof
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path);
export const post = <T>(path: string, body: unknown): Promise<T> => call<T>('POST', path, body);
/** With a proof of work, where the call costs one (spec/work.md). */
export const postWorked = <T>(work: string | null, path: string, body: unknown): Promise<T> => call<T>('POST', path, body, false, work);
/** Under somebody else's session, which this page has opened but does not keep. */
export const postAs = <T>(as: string, path: string, body: unknown): Promise<T> => once<T>('POST', path, body, false, as);
export const put = <T>(path: string, body: unknown, keepalive = false): Promise<T> => call<T>('PUT', path, body, keepalive);
export const remove = <T>(path: string): Promise<T> => call<T>('DELETE', path);

// A visit, told only where the agency lets visits be counted (PROTOCOL 2.10.3). Its id is 16 random bytes in a variable of this page: a reload is another
// visit, and nothing of it is kept anywhere. The desk never calls this.
import { newId } from '../crypto/random';

let id: string | null = null;

/** Whether the browser asks not to be counted. */
const asksNot = (): boolean => (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true || navigator.doNotTrack === '1';

/** What a page's calls say of their visit; nothing where none is counted. */
export const visitHeader = (): Record<string, string> => (id === null ? {} : { 'Siegel-Visit': id });

/** Once per page: it is looked at now, and its last word is that it goes. `page`: a class of pages (spec/api.md, 14). */
export function visit(agency: string, page: string): void {
  if (id !== null || asksNot()) return;
  id = newId();
  tell('visit', { agency, page });
  addEventListener('pagehide', () => tell('visit/end', { agency }));
}

/** Nobody waits for it, and nothing depends on it. `credentials`, `of`: with what it comes. */
export function tell(path: string, body: unknown, credentials: RequestCredentials = 'same-origin', of = visitHeader()): void {
  const headers = { 'Siegel-Realm': 'seeker', 'Content-Type': 'application/json', ...of };
  fetch(`/api/1/${path}`, { method: 'POST', headers, body: JSON.stringify(body), keepalive: true, cache: 'no-store', credentials, redirect: 'error' }).catch(() => undefined);
}

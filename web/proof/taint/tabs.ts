// What the key of a tab is worth: with the session that it belongs to it opens what the tab has left at the server, without it nothing.
import { hkdfSync } from 'node:crypto';
import type { Received } from '../../e2e/recorder';
import { b64, unb64, type Bytes } from '../../src/crypto/bytes';
import { openTab } from '../../src/crypto/tab';

export interface Thief { origin: string; cookie: string | null; realm: 'seeker' | 'staff' }

const ask = ({ origin, cookie, realm }: Thief, method: string, path: string) => fetch(`${origin}/api/1/${path}`, {
  method, headers: { 'Siegel-Realm': realm, 'Content-Type': 'application/json', ...(cookie === null ? {} : { Cookie: cookie }) }, ...(method === 'POST' ? { body: '{}' } : {}),
});

/** Somebody who has a tab's key asks the server for the rest. Answers the user key if that opens, else the status that was answered. */
export async function tries(thief: Thief, key: Buffer): Promise<Buffer | number> {
  const id = Buffer.from(hkdfSync('sha256', key, '', 'sg1/tab-id', 16)).toString('base64url'), answer = await ask(thief, 'POST', `session/tabs/${id}/opening`);
  if (answer.status !== 200) { await answer.arrayBuffer(); return answer.status; }
  const { box } = await answer.json() as { box: string };
  const { uid, agency, handle } = await (await ask(thief, 'GET', 'session')).json() as Record<'uid' | 'agency' | 'handle', string>;
  const place = { owner: { origin: thief.origin, agency: unb64(agency), uid: unb64(uid) }, handle: unb64(handle) };
  return Buffer.from(unb64((await openTab(unb64(b64(new Uint8Array(key))) as Bytes, place, box)).uk));
}

/** How the server knows the link with this token. */
export const inviteId = (token: Buffer): string => Buffer.from(hkdfSync('sha256', token, '', 'sg1/inv/id', 16)).toString('base64url');

/** A stretch of the ciphertext of everything that tabs have left at the server. */
export const leftByTabs = (received: readonly Received[]): Buffer[] =>
  received.filter(({ method, url }) => method === 'PUT' && url.includes('/session/tabs/')).map(({ body }) => Buffer.from((JSON.parse(body.toString()) as { box: string }).box, 'base64url').subarray(66, 98));

// Split reload (PROTOCOL 2.9.3): the key of this tab stands in sessionStorage, alone; what it opens lies with the session in the server's memory.
// Neither of the two is worth anything without the other. On return the key is used up and a new one made.
import { ask } from '../crypto/client';
import { Refused } from '../crypto/verbs';
import type { Realm, Tab } from '../crypto/wire';
import { me, renewals, resumed } from './account';
import { agency } from './agency';
import { post, put, remove } from './api';
import { lost } from './insist';
import { tabSecret } from './slot';
import { hear, tell } from './tabs';
import { stored as versions } from './vault';

/** Where the page is, as far as a reload needs it. */
export interface At { step: string; case?: string }

let realm: Realm = 'seeker';
let key: string | null = null;
let id: string | null = null;
let at: At | null = null;
let later: ReturnType<typeof setTimeout> | undefined;
let turn: Promise<unknown> = Promise.resolve(); // one thing after the other: the server keeps what came last

const slot = (): string => (realm === 'seeker' ? tabSecret : `${tabSecret}-desk`);
const allowed = (): boolean => agency.value?.reload === true;

/** A browser that keeps nothing for a tab asks for the password after a reload. */
function stored(key: string | null): void {
  try { if (key === null) sessionStorage.removeItem(slot()); else sessionStorage.setItem(slot(), key); } catch { /* switched off */ }
}

function taken(): string | null {
  try {
    const key = sessionStorage.getItem(slot());
    stored(null);
    return key;
  } catch { return null; }
}

/** Only a reload, or a tab that was reopened: whoever follows a link to this page may be somebody else. */
const returns = (): boolean => {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return entry?.type === 'reload' || entry?.type === 'back_forward';
};

/** Called once, before anybody is signed in: takes the key out of the browser's store. True: `resumeTab` may go on without the password. */
export function mayResume(of: Realm): boolean {
  realm = of;
  watch();
  key = taken();
  if (!returns()) key = null;
  return key !== null;
}

/**
 * Goes on where a reload has interrupted; once per page, when the agency is known. Answers where that was, or null: then the password is asked for.
 * Throws Failed if the server could not be asked; the key is kept for another try. Throws Refused if what it gave does not fit; the next try asks for the password.
 */
export async function resumeTab(): Promise<At | null> {
  const used = key;
  key = null;
  if (used === null || !allowed()) return null;
  try {
    const opened = (await ask('tabId', { key: used })).id;
    const tab = await post<Tab>(`session/tabs/${opened}/opening`, {});
    tell({ kind: 'opened', id: opened });
    return JSON.parse(await resumed({ key: used, tab }) ?? '{"step":""}') as At;
  } catch (error) {
    if (error instanceof Refused) throw error; // what the server gave is not what this tab had seen: never passed over without a word
    if (!lost(error)) return null; // gone, too old, or not ours
    stored(key = used);
    throw error;
  }
}

function watch(): void {
  hear('opened', (word) => { if (word.id === id) keep(true); }); // this tab was doubled, and its key is used up
  renewals.subscribe((count) => { if (count) keep(true); });
  versions.subscribe(() => { if (id !== null) later ??= setTimeout(() => { later = undefined; keep(false); }, 2_000); });
  addEventListener('pagehide', leaving);
}

let due = false;

/** What lies at the server is made anew, with a fresh key or under the one there is. Steps that follow at once are one. */
function keep(fresh: boolean): void {
  if (!fresh && due) return;
  due = true;
  turn = turn.then(() => new Promise((soon) => { setTimeout(soon, 100); })).then(async () => {
    due = false;
    if (!me.value || !allowed()) return;
    const { uid } = me.value, now = { where: at && JSON.stringify(at), stored: versions.value };
    const made: { id: string; tab: Tab; key?: string } = fresh || id === null ? await ask('tab', now) : await ask('where', now);
    await put<void>(`session/tabs/${made.id}`, made.tab);
    if (me.value?.uid !== uid) return; // left meanwhile: nothing may be put back
    id = made.id;
    if (made.key !== undefined) stored(made.key);
  }).catch(() => undefined); // without it a reload asks for the password
}

/** The page has moved on. */
export function tabAt(place: At): void {
  if (JSON.stringify(place) === JSON.stringify(at)) return;
  at = place;
  keep(false);
}

/** Signed out, locked, left: nothing of it stays here. `going`: the session goes on, so the server has to forget it as well. */
export function dropTab(going = false): void {
  stored(null);
  if (going && id !== null) void remove<void>(`session/tabs/${id}`).catch(() => undefined);
  id = null;
  at = null;
}

/** From now on it lives for a minute: long enough for a reload, too short for whoever reopens the tab later. */
function leaving(): void {
  if (id === null) return;
  try { navigator.sendBeacon('/api/1/session/tab/leaving', JSON.stringify({ realm, tab_id: id })); } catch { /* then it lives as long as the session */ }
}

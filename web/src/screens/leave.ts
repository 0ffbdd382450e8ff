// Signing out, and being signed out: keys gone, text gone, the server told, the document replaced.
import { effect, untracked } from '@preact/signals';
import { render } from 'preact';
import * as access from '../features/access/access';
import * as door from '../features/account/signin';
import * as letter from '../features/enquiry/letter';
import { erasing } from '../features/erasure/shown';
import { reading } from '../features/stored/shown';
import { alive, endsAt, followTabs, forget, me, signOut } from '../session/account';
import { asking } from '../session/again';
import { Failed } from '../session/api';
import { forgetParts } from '../session/forgetting';
import { fate, flushAll, forgetDrafts, unsaved } from '../session/draft';
import { seekerLimits, watchIdle, type Watch } from '../session/idle';
import { joinLive } from '../session/live';
import { pathOf, type Spot } from '../session/place';
import { dropTab, tabAt } from '../session/tab';
import { joinTabs, tellTabs } from '../session/tabs';
import type { What } from './Gone';
import { prepareLanguage, speakAsKept } from './language';
import { code, dialog, ending, go, later, open, promised, receipt, step, trouble } from './state';

let spot: Spot;
let watch: Watch | null = null;
/** Seconds until the end, for the question. */
export const left = (): number => watch?.left.value ?? 0;

/** Everything that was typed or shown. */
function clear(): void {
  dropTab();
  for (const part of [access, door]) part.clear();
  forgetParts();
  letter.clear();
  forgetDrafts();
  for (const shown of [code, open, promised, dialog, receipt]) shown.value = null;
  later.value = false;
  erasing.value = 'no';
  reading.value = false;
  asking.value?.(false);
}

/** A fresh document in place of this one: nothing of its memory stays. Loaded anew even where the address is the same already. */
function away(): void {
  history.replaceState(null, '', `${pathOf(spot, 'sign-in')}#out${ending.value.draft === 'lost' ? '=lost' : ''}`);
  location.reload();
}

const atMost = (ms: number): Promise<void> => new Promise((done) => { setTimeout(done, ms); });

/** "Abmelden". What is being written is saved first. If the server cannot be told, the keys are gone all the same, and the page says what remains. */
export async function leave(): Promise<void> {
  watch?.stop();
  go('leaving');
  if (unsaved()) await Promise.race([flushAll(), atMost(3_000)]);
  if (unsaved()) ending.value = { why: 'idle', draft: 'lost' };
  try {
    const told = signOut(clear);
    tellTabs(); // also without a network: no other tab may keep what this one has given up
    await told;
    away();
  } catch (error) { go('out'); trouble.value = error; }
}

/** The access is deleted, and with it the session: as at signing out, but the page stays to say what went. Going back finds nothing of it. */
export function erased(what: What): void {
  watch?.stop();
  forget();
  clear();
  tellTabs();
  spot.view = 'sign-in';
  history.replaceState(null, '', pathOf(spot, spot.view));
  receipt.value = what;
  go('gone');
}

/** Empties the page for good: for the quick exit, after which nothing may be drawn any more. */
export function drop(): void {
  const root = document.getElementById('app');
  if (root) render(null, root);
  forget();
  clear();
}

/** Nobody was there for too long, the longest time is over, or the session was ended elsewhere. The first two also come without a network; the server ends the session by its own clock. */
function ended(why: 'idle' | 'late' | 'elsewhere'): void {
  if (erasing.value === 'now') return; // the answer to it tells more
  watch?.stop();
  ending.value = { why, draft: fate() };
  const out = () => { clear(); go('ended'); };
  if (why !== 'elsewhere') void signOut(out).catch(() => undefined); else { forget(); out(); }
}

/** The absolute end is told by the server as well, to the minute; in this browser it waits for whoever types. */
const late = (): boolean => Date.now() >= endsAt.value - 60_000;
const lapsed = (error: unknown) => { if (error instanceof Failed && error.code === 'signed_out' && me.value && !unsaved()) ended(late() ? 'late' : 'elsewhere'); };
const question = (which: 'idle' | 'last') => { if (me.value) dialog.value = which; };
const calm = () => { if (dialog.value === 'idle') dialog.value = null; };

/** Watches over a signed-in page; called whenever somebody signs in. */
export function watchOver(): void {
  watch?.stop();
  watch = watchIdle(seekerLimits, () => (me.value && endsAt.value) || Infinity, {
    warn: () => question('idle'), calm, last: () => question('last'),
    beat: () => { if (me.value) void alive().catch(lapsed); },
    end: () => { if (me.value) ended(Date.now() >= endsAt.value ? 'late' : 'idle'); },
  });
}

/** "Angemeldet bleiben". */
export function stay(): void {
  dialog.value = null;
  watch?.stay();
  void alive().catch(lapsed);
}

/** Signed in: the address is the one where a reload finds the messages, or asks for the password. */
function settle(): void {
  spot.view = 'messages';
  history.replaceState(history.state, '', pathOf(spot, spot.view));
}

/** `at`: where this document is. */
export function prepareLeaving(at: Spot): void {
  spot = at;
  prepareLanguage(at);
  joinTabs('seeker', () => { if (!me.value) return; drop(); away(); });
  followTabs();
  let leaveLive: (() => void) | null = null;
  effect(() => {
    if (!me.value) { leaveLive?.(); leaveLive = null; return; }
    settle();
    if (!leaveLive) untracked(speakAsKept); // once, at signing in: what is chosen afterwards holds for the visit
    leaveLive ??= joinLive((event) => { if (event.kind === 'out' && me.value && !late()) ended('elsewhere'); });
  });
  effect(() => {
    const id = letter.begun.value?.case ?? open.value;
    if (me.value) tabAt({ step: step.value, ...(id ? { case: id } : {}) });
  });
}

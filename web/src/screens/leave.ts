// Signing out, and being signed out: keys gone, text gone, the server told, the document replaced.
import { render } from 'preact';
import * as access from '../features/access/access';
import * as door from '../features/account/signin';
import * as letter from '../features/enquiry/letter';
import * as message from '../features/message/message';
import { alive, endsAt, forget, me, signOut } from '../session/account';
import { Failed } from '../session/api';
import { seekerLimits, watchIdle, type Watch } from '../session/idle';
import { pathOf, type Spot } from '../session/place';
import { joinTabs, tellTabs } from '../session/tabs';
import { code, dialog, go, open, trouble } from './state';

let spot: Spot;
let watch: Watch | null = null;

/** Everything that was typed or shown. */
function clear(): void {
  for (const part of [access, door, letter, message]) part.clear();
  code.value = null;
  open.value = null;
  dialog.value = null;
}

/** A fresh document in place of this one: nothing of its memory stays. Loaded anew even where the address is the same already. */
function away(): void {
  history.replaceState(null, '', `${pathOf(spot, 'sign-in')}#out`);
  location.reload();
}

/** "Abmelden". If the server cannot be told, the keys are gone all the same, and the page says what remains. */
export async function leave(): Promise<void> {
  watch?.stop();
  try {
    const told = signOut(() => { clear(); go('leaving'); });
    tellTabs(); // also without a network: no other tab may keep what this one has given up
    await told;
    away();
  } catch (error) { go('out'); trouble.value = error; }
}

/** Empties the page for good: for the quick exit, after which nothing may be drawn any more. */
export function drop(): void {
  const root = document.getElementById('app');
  if (root) render(null, root);
  forget();
  clear();
}

/** Nobody was there for too long. It also comes without a network; the server ends the session by its own clock. */
function ended(): void {
  void signOut(() => { clear(); go('ended'); }).catch(() => undefined);
}

const lapsed = (error: unknown) => { if (error instanceof Failed && error.code === 'signed_out' && !message.text.value) { forget(); clear(); go('ended'); } };

/** Watches over a signed-in page; called whenever somebody signs in. */
export function watchOver(): void {
  watch?.stop();
  watch = watchIdle(seekerLimits, () => (me.value ? endsAt.value : Infinity), {
    warn: () => { if (me.value) dialog.value = 'idle'; },
    beat: () => { if (me.value) void alive().catch(lapsed); },
    end: () => { if (me.value) ended(); },
  });
}

/** "Angemeldet bleiben". */
export function stay(): void {
  dialog.value = null;
  watch?.stay();
  void alive().catch(lapsed);
}

/** `at`: where this document is. */
export function prepareLeaving(at: Spot): void {
  spot = at;
  joinTabs('seeker', () => { if (!me.value) return; drop(); away(); });
}

// Coming to the desk and leaving it. What was open is gone with the keys, whichever way somebody leaves.
import { signal } from '@preact/signals';
import { forgetCase } from '../features/desk/case';
import { forgetCases } from '../features/desk/cases';
import { go, unread } from '../features/desk/desk';
import { forgetDoor } from '../features/desk/enter';
import { forgetTexts, unsent } from '../features/desk/writing';
import { forgetPool } from '../features/pool/pool';
import { forgetEntries } from '../features/pool/entries';
import { forgetTyped } from '../features/setup/access';
import { alive, endsAt, me, signOut } from '../session/account';
import { asking } from '../session/again';
import { staffLimits, watchIdle, type Watch } from '../session/idle';
import { joinTabs, tellTabs } from '../session/tabs';

/** What the door says to whoever has just left: a key below `desk`, or nothing. */
export const farewell = signal<'signed_out' | 'signed_out_idle' | 'signed_out_other' | null>(null);
export const dialog = signal<'idle' | 'leave' | null>(null);

let watch: Watch | null = null;

/** After signing in: where one's state leads. */
export function enterDesk(): void {
  const state = me.value?.state;
  farewell.value = null;
  watchOver();
  go({ name: state === 'active' ? 'today' : state === 'setup' ? 'setup' : 'waiting' });
}

/** Nobody there for half an hour: the desk closes itself, with or without a network. Called whenever somebody signs in. */
export function watchOver(): void {
  watch?.stop();
  watch = watchIdle(staffLimits, () => endsAt.value || Infinity, {
    warn: () => { dialog.value = 'idle'; },
    beat: () => { void alive().catch(() => undefined); },
    end: () => close('signed_out_idle'),
  });
}

export function stay(): void {
  dialog.value = null;
  watch?.stay();
  void alive().catch(() => undefined);
}

/** "Abmelden". A text that was not sent is asked for first. */
export function leave(): void {
  if (unsent()) dialog.value = 'leave'; else leaveNow();
}

export function leaveNow(): void {
  close('signed_out');
  tellTabs();
}

/** Keys first, then everything that was shown, then the server: offline too nothing stays here. */
function close(why: NonNullable<typeof farewell.value>): void {
  watch?.stop();
  watch = null;
  void signOut(() => { clear(); farewell.value = why; go({ name: 'signin' }); }).catch(() => undefined);
}

function clear(): void {
  for (const forget of [forgetCase, forgetCases, forgetTexts, forgetPool, forgetEntries, forgetDoor, forgetTyped]) forget();
  unread.value = 0;
  dialog.value = null;
  asking.value?.(false);
}

/** Other tabs of the desk, and closing the window over a text that was not sent. */
export function watchLeaving(): void {
  joinTabs('staff', () => { if (me.value) close('signed_out_other'); });
  addEventListener('beforeunload', (event) => { if (me.value && unsent()) event.preventDefault(); });
}

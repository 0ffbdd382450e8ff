// Coming to the desk, locking it and leaving it. What was open is gone with the keys, whichever way somebody leaves.
import { effect, signal } from '@preact/signals';
import type { Me } from '../crypto/verbs';
import { forgetCase } from '../features/desk/case';
import { go, show, view, type View } from '../features/desk/desk';
import { forgetDoor } from '../features/desk/enter';
import { forgetOrders } from '../features/desk/order';
import { forgetSending } from '../features/desk/sending';
import { forgetToday } from '../features/desk/today';
import { clear as forgetFiles } from '../features/files/attached';
import { forgetTexts, restore, unsavedTexts, type Rest } from '../features/desk/writing';
import { forgetPool } from '../features/pool/pool';
import { forgetTyped } from '../features/setup/access';
import { alive, endsAt, forget, me, signOut } from '../session/account';
import { asking } from '../session/again';
import { flushAll, forgetDrafts, unsaved } from '../session/draft';
import { staffLimits, watchIdle, type Limits, type Watch } from '../session/idle';
import { dropTab, tabAt, type At } from '../session/tab';
import { hear, joinTabs, tell, tellTabs } from '../session/tabs';
import { stopChanges, watchChanges } from './deskLive';
import { forgetPlace } from './DeskToday';

/** What the door says to whoever has just left: a key below `desk`, or nothing. */
export const farewell = signal<'signed_out' | 'signed_out_idle' | 'signed_out_late' | 'signed_out_other' | null>(null);
export const dialog = signal<'last' | 'leave' | null>(null);

/** Locked: nothing of the desk is in the document, the keys are gone. `why`: pressed, nobody there, or the session was ended. `done`: the keys are gone; `saved` false: `rest` was not saved before. */
export interface Locked { me: Me; at: View; why: 'pressed' | 'idle' | 'ended'; done: boolean; saved: boolean; rest: Rest }
export const locked = signal<Locked | null>(null);

let watch: Watch | null = null;
const patience = 4_000; // ms that saving may take before the keys go all the same

/** After signing in: where one's state leads, or back to where a reload has interrupted. */
export function enterDesk(at: At | null = null): void {
  const state = me.value?.state;
  farewell.value = null;
  watchOver();
  if (state === 'active') watchChanges(() => lock('ended'));
  go(state === 'active' ? placeOf(at) ?? { name: 'today' } : { name: state === 'setup' ? 'setup' : 'waiting' });
}

const places = new Set(['overview', 'team', 'visits', 'retention', 'archive', 'profile']);

function placeOf(at: At | null): View | null {
  if (at?.case && (at.step === 'case' || at.step === 'enquiry')) return { name: at.step, id: at.case };
  if (!at || !places.has(at.step)) return null;
  return me.value?.roles.includes('lead') || at.step === 'profile' ? { name: at.step as 'overview' | 'team' | 'visits' | 'retention' | 'archive' | 'profile' } : null;
}

/** A quarter of an hour without anybody locks the desk, half an hour closes it, with or without a network. Called whenever somebody signs in. */
export function watchOver(limits: Limits = staffLimits): void {
  watch?.stop();
  watch = watchIdle(limits, () => (!locked.value && endsAt.value) || Infinity, {
    warn: () => undefined,
    last: () => { if (!locked.value) dialog.value = 'last'; },
    lock: () => lock('idle'),
    beat: () => { void alive().catch(() => undefined); },
    end: () => (unsaved() && !locked.value ? lock('ended') : close(Date.now() >= endsAt.value ? 'signed_out_late' : 'signed_out_idle')), // nothing typed goes without a word
  });
}

/** "Sperren": the page is empty at once; what is being written is sealed and saved first, then the keys go. In every tab. */
export function lock(why: Locked['why'], told = false): void {
  const person = me.value;
  if (!person || locked.value) return;
  locked.value = { me: person, at: view.value, why, done: false, saved: true, rest: [] };
  dialog.value = null;
  asking.value?.(false);
  if (!told && why !== 'ended') tell({ kind: 'lock' });
  if (why !== 'idle') watchOver({ ...staffLimits, lock: 0 }); // from now on nothing that is done here counts as being there
  stopChanges();
  void letGo(why !== 'ended');
}

async function letGo(going: boolean): Promise<void> {
  const late = new Promise<boolean>((done) => { setTimeout(() => done(false), patience); });
  const saved = await Promise.race([flushAll().catch(() => false), late]);
  if (!locked.value) return; // signed out meanwhile
  const rest = saved ? [] : unsavedTexts(), until = endsAt.value;
  dropTab(going);
  forget();
  endsAt.value = until; // the session goes on, and so does its end
  clear();
  locked.value = { ...locked.value, done: true, saved, rest };
}

/** The password was right: on with it, at the same place. */
export function unlocked(): void {
  const was = locked.value;
  if (!was) return;
  locked.value = null;
  restore(was.rest);
  watchOver();
  if (me.value?.state === 'active') watchChanges(() => lock('ended'));
  show(me.value?.state === 'active' ? was.at : { name: me.value?.state === 'setup' ? 'setup' : 'waiting' });
}

export const stay = (): void => { dialog.value = null; };

/** "Abmelden". A text that could not be saved is asked for first. */
export async function leave(): Promise<void> {
  if (me.value && unsaved()) await Promise.race([flushAll(), new Promise((done) => { setTimeout(done, patience); })]).catch(() => undefined);
  if (me.value && unsaved()) dialog.value = 'leave'; else leaveNow();
}

export function leaveNow(): void {
  close('signed_out');
  tellTabs();
}

/** Keys first, then everything that was shown, then the server: offline too nothing stays here. */
function close(why: NonNullable<typeof farewell.value>): void {
  watch?.stop();
  watch = null;
  stopChanges();
  dropTab();
  void signOut(() => { locked.value = null; clear(); farewell.value = why; show({ name: 'signin' }); }).catch(() => undefined);
}

/** Everything that was opened or typed. */
function clear(): void {
  for (const part of [forgetCase, forgetToday, forgetTexts, forgetFiles, forgetDrafts, forgetSending, forgetOrders, forgetPool, forgetDoor, forgetTyped, forgetPlace]) part();
  dialog.value = null;
  asking.value?.(false);
}

/** Other tabs of the desk, what a reload needs to know, and closing the window over a text that is not saved. */
export function watchLeaving(): void {
  joinTabs('staff', () => { if (me.value || locked.value) close('signed_out_other'); });
  hear('lock', () => lock('pressed', true));
  addEventListener('beforeunload', (event) => { if (locked.value ? locked.value.rest.length > 0 : me.value && unsaved()) event.preventDefault(); });
  effect(() => {
    const at = view.value;
    if (me.value?.state === 'active' && !locked.value && at.name !== 'signin' && at.name !== 'link') tabAt({ step: at.name, ...('id' in at ? { case: at.id } : {}) });
  });
}


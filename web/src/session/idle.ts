// The end of a session, counted in the browser so that it also comes without a network (UX 4.1). Typing, scrolling and pressing count as being there,
// in this tab and in every other of the realm.
import { signal, type Signal } from '@preact/signals';
import { hear, tell } from './tabs';

/** Ms without a sign of anybody. */
export interface Limits {
  /** The question is asked (seekers), or the desk is locked (staff); then the end. */
  warn?: number; lock?: number; end: number;
  /** A sign of life to the server: at most one in this time, and only if somebody was there. */
  beat: number;
}
const minute = 60_000;
export const seekerLimits: Limits = { warn: 18 * minute, end: 20 * minute, beat: 4 * minute };
export const staffLimits: Limits = { lock: 15 * minute, end: 30 * minute, beat: 4 * minute };

/** Before the absolute end: a warning, and how long nobody must have typed for it to come. */
const lastWarning = 10 * minute, lastPause = minute;

export type Step = 'rest' | 'beat' | 'warn' | 'lock' | 'last' | 'end';

/** What is due at `now`; pure. `last`: the last sign of somebody; `beaten`: the last one that the server heard; `until`: the absolute end, which waits for whoever types. */
export function due(now: number, last: number, beaten: number, until: number, limits: Limits): Step {
  const quiet = now - last;
  if (quiet >= limits.end || (now >= until && quiet >= lastPause)) return 'end';
  if (limits.lock !== undefined && quiet >= limits.lock) return 'lock';
  if (limits.warn !== undefined && quiet >= limits.warn) return 'warn';
  if (now >= until - lastWarning && now < until) return 'last';
  return last > beaten && now - beaten >= limits.beat ? 'beat' : 'rest';
}

export interface Watch {
  stop(): void;
  /** "Angemeldet bleiben", for every tab. */
  stay(): void;
  /** Seconds until the end; said in the last minute only. */
  left: Signal<number>;
}

/** What a page does about it. `warn` and `last` come once each; `calm`: the question was answered in another tab. After `lock` signs no longer count. */
export interface On { warn(): void; calm?(): void; last?(): void; lock?(): void; beat(): void; end(): void }

const shared = 5_000; // how often the other tabs hear that somebody is here

/** Watches until it is stopped, or has called `end`. `until` is asked each time. */
export function watchIdle(limits: Limits, until: () => number, on: On): Watch {
  let last = Date.now(), beaten = last, told = 0, asked: Step = 'rest', warned = false;
  const left = signal(0);
  const stay = () => { here(true); tell({ kind: 'here', stay: true }); };
  const here = (answered: boolean) => {
    if (asked === 'lock' || (asked === 'warn' && !answered)) return; // moving the mouse over the question is no answer
    last = Date.now();
    asked = 'rest';
  };
  const sign = () => {
    here(false);
    if (asked !== 'rest' || last - told < shared) return;
    told = last;
    tell({ kind: 'here', stay: false });
  };
  const unhear = hear('here', ({ stay: answered }) => { const before = asked; here(answered); if (before === 'warn' && asked === 'rest') on.calm?.(); });
  const look = () => {
    const now = Date.now(), step = due(now, last, beaten, until(), limits);
    left.value = Math.max(0, Math.ceil((last + limits.end - now) / 1_000));
    if (step === 'beat') { beaten = now; on.beat(); }
    if (step === 'warn' && asked !== 'warn') { asked = 'warn'; on.warn(); }
    if (step === 'last' && !warned) { warned = true; on.last?.(); }
    if (step === 'lock' && asked !== 'lock') { asked = 'lock'; on.lock?.(); }
    if (step === 'end') { stop(); on.end(); }
  };
  const timer = setInterval(look, 1_000);
  const seen = () => { if (document.visibilityState === 'visible') look(); }; // a sleeping device counts as well
  const events = ['input', 'keydown', 'pointerdown', 'scroll', 'wheel'] as const;
  const stop = () => {
    clearInterval(timer);
    unhear();
    for (const event of events) removeEventListener(event, sign, true);
    document.removeEventListener('visibilitychange', seen);
  };
  for (const event of events) addEventListener(event, sign, { capture: true, passive: true });
  document.addEventListener('visibilitychange', seen);
  return { stop, stay, left };
}

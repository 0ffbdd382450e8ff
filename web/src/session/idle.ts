// The idle end, counted in the browser so that it also comes without a network (UX 4.1). Typing, scrolling and pressing count as being there.

export interface Limits {
  /** Ms without a sign until `warn`, and until `end`. */
  warn: number; end: number;
  /** A sign of life to the server: at most one in this time (ms), and only if somebody was there. */
  beat: number;
}
export const seekerLimits: Limits = { warn: 18 * 60_000, end: 20 * 60_000, beat: 4 * 60_000 };
export const staffLimits: Limits = { warn: 28 * 60_000, end: 30 * 60_000, beat: 4 * 60_000 };

export type Step = 'rest' | 'beat' | 'warn' | 'end';

/** What is due at `now`; pure. `until`: the absolute end. */
export function due(now: number, last: number, beaten: number, until: number, limits: Limits): Step {
  if (now - last >= limits.end || now >= until) return 'end';
  if (now - last >= limits.warn) return 'warn';
  return last > beaten && now - beaten >= limits.beat ? 'beat' : 'rest';
}

export interface Watch { stop(): void; stay(): void }

/** Watches until it is stopped, or has called `end`. `until` is asked each time. */
export function watchIdle(limits: Limits, until: () => number, on: { warn(): void; beat(): void; end(): void }): Watch {
  let last = Date.now(), beaten = last, warned = false;
  const stay = () => { last = Date.now(); warned = false; };
  const sign = () => { if (!warned) stay(); };
  const events = ['input', 'keydown', 'pointerdown', 'scroll', 'wheel'] as const;
  const look = () => {
    const step = due(Date.now(), last, beaten, until(), limits);
    if (step === 'beat') { beaten = Date.now(); on.beat(); }
    if (step === 'warn' && !warned) { warned = true; on.warn(); }
    if (step === 'end') { stop(); on.end(); }
  };
  const timer = setInterval(look, 5_000);
  const seen = () => { if (document.visibilityState === 'visible') look(); }; // a sleeping device counts as well
  const stop = () => {
    clearInterval(timer);
    for (const event of events) removeEventListener(event, sign, true);
    document.removeEventListener('visibilitychange', seen);
  };
  for (const event of events) addEventListener(event, sign, { capture: true, passive: true });
  document.addEventListener('visibilitychange', seen);
  return { stop, stay };
}

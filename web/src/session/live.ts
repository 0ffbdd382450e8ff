// Live events (spec/api.md, 7): one stream per browser and realm. The tab that holds the lock listens; the others hear it from there.
// Events carry ids only; whoever shows something fetches it anew. No event is a promise: `again` after every connection says so.
import { below } from '../crypto/random';
import type { LiveEvent } from '../crypto/wire';
import { endsAt, handle, me, renewals } from './account';
import { ownHeaders } from './api';
import { lost } from './insist';
import { hear, tell } from './tabs';

/** What a page does about an event. If it comes to nothing because the line is down, it is done again. */
type On = (event: LiveEvent) => void | Promise<void>;

const listeners = new Set<On>();
const silence = 60_000; // the server says something every 25 s: longer than this is a dead line
const longest = 30_000;
// What an honest stream stays far below: a line names a kind and a case. Whoever sends more is left, and asked again after the usual pauses; `again` then says the same.
const mostLine = 1_024, mostEvents = 500;

let closing: AbortController | null = null;
let unhear: (() => void)[] = [];

/** Listens as long as somebody is signed in. Join first, load then: what comes in between is not missed. Answers how to stop. */
export function joinLive(on: On): () => void {
  listeners.add(on);
  if (!closing) open();
  return () => {
    listeners.delete(on);
    if (listeners.size === 0) close();
  };
}

const pass = (event: LiveEvent): void => { for (const on of listeners) void deliver(on, event); };

async function deliver(on: On, event: LiveEvent): Promise<void> {
  const signal = closing?.signal;
  for (let pause = 1_000; signal && !signal.aborted && listeners.has(on); pause = Math.min(longest, pause * 2)) {
    try { await on(event); return; } catch (error) {
      if (!lost(error)) return; // the page says so by its own means
      await until(pause, signal);
    }
  }
}

function open(): void {
  const abort = closing = new AbortController();
  unhear = [hear('live', (word) => { if (word.handle === handle()) pass(word.event); })];
  void lead(abort.signal, () => listen(abort.signal));
}

function close(): void {
  closing?.abort();
  closing = null;
  for (const stop of unhear) stop();
}

/** Acts once this tab is the one that listens for this account. A browser without locks: every tab listens for itself. */
async function lead(signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  const name = `siegel-live-${Object.values(ownHeaders()).join('-')}`;
  try {
    if (navigator.locks) await navigator.locks.request(name, { signal }, act); else await act();
  } catch { /* closed while it waited */ }
}

/** Connects again and again, with growing pauses, until it is closed. */
async function listen(signal: AbortSignal): Promise<void> {
  for (let pause = 500; !signal.aborted; pause = Math.min(longest, pause * 2)) {
    const began = Date.now();
    if (me.value && endsAt.value) await connection(signal).catch(() => undefined);
    if (Date.now() - began > 5_000) pause = 500; // it was a good one
    if (!signal.aborted) await until(pause / 2 + below(pause), signal); // not all browsers at once
  }
}

/** One connection, from its opening to its end. */
async function connection(signal: AbortSignal): Promise<void> {
  const own = handle(), dead = new AbortController();
  const stop = () => dead.abort();
  signal.addEventListener('abort', stop);
  let timer = setTimeout(stop, silence);
  try {
    const answer = await fetch('/api/1/events', { headers: ownHeaders(), cache: 'no-store', credentials: 'same-origin', redirect: 'error', signal: dead.signal });
    if (!answer.ok || !answer.body) return; // signed out: the next action of the person will say so
    const lines = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = '', count = 0; ;) {
      const { value, done } = await lines.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(stop, silence);
      const pieces = (rest + value).split('\n');
      rest = pieces.pop() ?? '';
      // The same said twice in one breath is one look.
      for (const line of new Set(pieces.filter((piece) => piece.startsWith('data:')))) {
        if (++count > mostEvents || line.length > mostLine) return;
        if (own === handle()) spread(own, JSON.parse(line.slice(5)) as LiveEvent);
      }
      if (rest.length > mostLine) return;
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    dead.abort();
  }
}

function spread(own: string, event: LiveEvent): void {
  tell({ kind: 'live', handle: own, event });
  pass(event);
}

/** Waits; shorter when the line is back, somebody looks at the page again or has just signed in. */
function until(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) { done(); return; }
    const seen = () => { if (document.visibilityState === 'visible') end(); };
    const timer = setTimeout(end, ms);
    let first = true;
    const unsubscribe = renewals.subscribe(() => { if (!first) end(); first = false; });
    function end(): void {
      clearTimeout(timer);
      unsubscribe();
      removeEventListener('online', end);
      document.removeEventListener('visibilitychange', seen);
      signal.removeEventListener('abort', end);
      done();
    }
    addEventListener('online', end);
    document.addEventListener('visibilitychange', seen);
    signal.addEventListener('abort', end);
  });
}

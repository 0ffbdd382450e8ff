// What the server tells while the desk is open: the list is fetched anew, and whatever view shows the case or the team hears of it.
import { signal } from '@preact/signals';
import { view } from '../features/desk/desk';
import { held, readAgain } from '../features/desk/sending';
import { inPool, load, loadClosed, closed, nameMayHaveChanged, readNow, rows, unreadOf } from '../features/desk/today';
import type { LiveEvent } from '../crypto/wire';
import { me } from '../session/account';
import { joinLive } from '../session/live';
import { renew } from '../session/staff';
import { tn } from '../i18n/i18n';

type On = (event: LiveEvent) => void;

const listeners = new Set<On>();
const gathering = 120; // ms: several events of one change are one look
const minute = 60_000;

let stopAll: (() => void) | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let under: Promise<void> | null = null;
let again = false;

/** While a view is shown. Answers how to stop. */
export function onChange(on: On): () => void {
  listeners.add(on);
  return () => { listeners.delete(on); };
}

/** Called whenever an active member of staff has come in. `onOut`: the session has ended. */
export function watchChanges(onOut: () => void): void {
  stopChanges();
  const stop = joinLive((event) => {
    if (event.kind === 'out') { onOut(); return; }
    if (event.kind === 'directory' || event.kind === 'again') void renew().catch(() => undefined); // whoever needs it asks again
    if (event.kind !== 'directory') soon();
    if (event.case) nameMayHaveChanged(event.case);
    for (const on of listeners) on(event);
  });
  const poll = setInterval(() => { if (document.visibilityState === 'visible') soon(); }, minute); // no event is a promise
  stopAll = () => { stop(); clearInterval(poll); clearTimeout(timer); };
}

export function stopChanges(): void {
  stopAll?.();
  stopAll = null;
}

function soon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => { void refresh().catch(() => undefined); }, gathering); // the list says how old it is
}

/** The list anew: one look at a time, and another one if something changed meanwhile. Throws Failed, Refused. */
export function refresh(): Promise<void> {
  if (under) { again = true; return under; }
  under = look().finally(() => { under = null; });
  return under;
}

async function look(): Promise<void> {
  do {
    again = false;
    const before = known();
    await load();
    await settle();
    if (closed.value) await loadClosed(true);
    tellArrived(before);
  } while (again && me.value);
}

/** An answer of one's own that went out while nobody looked at its case counts as read: the case is read once more. */
async function settle(): Promise<void> {
  const at = view.value;
  for (const id of held.value.keys()) {
    const row = rows.value.find((r) => r.id === id);
    if ('id' in at && at.id === id || !row || row.last_role === 'seeker') continue;
    await readAgain(id);
    await readNow(id);
  }
}

/** What waits to be read: enquiries, and messages by case. Null: the list was never there. */
const known = (): Map<string, number> | null => (rows.value.length === 0 ? null : new Map(rows.value.map((row) => [row.id, inPool(row) ? 1 : unreadOf(row)])));

/** For the ear: what has come to the list while it is shown. */
export const arrived = signal('');

function tellArrived(before: Map<string, number> | null): void {
  if (!before) return;
  const fresh = rows.value.filter((row) => (inPool(row) ? 1 : unreadOf(row)) > (before.get(row.id) ?? 0)).length;
  if (fresh > 0) arrived.value = tn('desk.arrived', fresh);
}

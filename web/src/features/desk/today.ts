// The one list of the desk: pool and own cases as the server gave them, and what only this browser knows of them: names, what was read, what is being written.
import { computed, signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import type { OpenCase } from '../../crypto/verbs';
import type { Case, Grant, KeptKind, Row } from '../../crypto/wire';
import { agency } from '../../session/agency';
import { get, post } from '../../session/api';
import { membersFor } from '../../session/members';
import { grouped, waits } from './due';

/** Pool and own cases but the closed ones. */
export const rows = signal<readonly Row[]>([]);
/** Unix ms of the last answer by this browser's clock; 0: never. */
export const fetched = signal(0);
/** Server's clock minus ours, ms: what is due is reckoned by the server's. */
const ahead = signal(0);
export const serverNow = (): number => Date.now() + ahead.value;

/** One's own closed cases, as far as they were asked for; null: not yet. */
export const closed = signal<{ rows: readonly Row[]; more: boolean } | null>(null);
/** Names that were opened, by case. */
export const names = signal<ReadonlyMap<string, OpenCase>>(new Map());
/** By case: the highest order number that was read. */
const positions = signal<Readonly<Record<string, number>>>({});
const drafts = signal<ReadonlyMap<string, ReadonlySet<KeptKind>>>(new Map());

export const zone = (): string => agency.value?.zone ?? '';
export const inPool = (row: Row): boolean => row.state === 'open';

/** Messages of a case of one's own that were not read. One's own newest answer is none. */
export const unreadOf = (row: Row): number => (inPool(row) || row.last_role !== 'seeker' ? 0 : Math.max(0, row.last_order - (positions.value[row.id] ?? 0)));
export const draftOf = (row: Row): ReadonlySet<KeptKind> => drafts.value.get(row.id) ?? new Set();

/** What the tab's title counts: messages of one's own cases that were not read, and enquiries that nobody has taken. */
export const unread = computed(() => rows.value.reduce((sum, row) => sum + (inPool(row) ? 1 : unreadOf(row)), 0));

export type Filter = 'all' | 'pool' | 'own' | 'rest' | 'closed';
export const filter = signal<Filter>('all');

const shows: Record<Exclude<Filter, 'closed'>, (row: Row) => boolean> = {
  all: () => true, pool: inPool, own: (row) => !inPool(row) && row.state !== 'rest', rest: (row) => row.state === 'rest',
};
export const countOf = (which: Exclude<Filter, 'closed'>): number => rows.value.filter(shows[which]).length;
export const shown = (): readonly Row[] => (filter.value === 'closed' ? closed.value?.rows ?? [] : rows.value.filter(shows[filter.value]));

/** Of the whole list: nobody waits. */
export const allAnswered = (): boolean => !rows.value.some(waits);
export const groups = () => grouped(shown(), serverNow(), zone());

/** Fetches list and drafts, and asks the worker what was read. Throws Failed, Refused. */
export async function load(): Promise<void> {
  const [desk, written] = await Promise.all([get<{ rows: Row[]; now: number }>('desk'), writtenNow()]);
  positions.value = await ask('positions', { cases: desk.rows.filter((row) => !inPool(row)).map((row) => row.id) });
  ahead.value = desk.now - Date.now();
  drafts.value = written;
  rows.value = desk.rows;
  fetched.value = Date.now();
}

/** A case was just read: how far, the worker knows. Throws Refused. */
export async function readNow(id: string): Promise<void> {
  positions.value = { ...positions.value, ...await ask('positions', { cases: [id] }) };
}

async function writtenNow(): Promise<Map<string, Set<KeptKind>>> {
  const { drafts: list } = await get<{ drafts: { case: string; kind: KeptKind }[] }>('me/drafts');
  const found = new Map<string, Set<KeptKind>>();
  for (const { case: id, kind } of list) found.set(id, (found.get(id) ?? new Set()).add(kind));
  return found;
}

/** The next closed cases. Throws Failed. */
export async function loadClosed(anew = false): Promise<void> {
  const known = anew ? [] : closed.value?.rows ?? [];
  const { rows: fresh, more } = await get<{ rows: Row[]; more: boolean }>(`desk/closed?skip=${known.length}`);
  closed.value = { rows: [...known, ...fresh.filter((row) => !known.some((k) => k.id === row.id))], more };
}

const atOnce = 50; // spec/api.md, 5
const opening = new Set<string>();
const stale = new Set<string>();
const pieces = <T>(list: readonly T[]): T[][] => Array.from({ length: Math.ceil(list.length / atOnce) }, (_, i) => list.slice(i * atOnce, (i + 1) * atOnce));

/** Opens the names of these cases, those not yet known, 50 at a time. Throws Failed, Refused. */
export async function openNames(ids: readonly string[]): Promise<void> {
  const missing = ids.filter((id) => (stale.has(id) || !names.value.has(id)) && !opening.has(id));
  for (const id of missing) { opening.add(id); stale.delete(id); }
  try { for (const piece of pieces(missing)) keepNames(piece, await opened(piece)); } finally { for (const id of missing) opening.delete(id); }
}

async function opened(ids: readonly string[]): Promise<OpenCase[]> {
  const { cases } = await post<{ cases: { case: Case; grant: Grant | null }[] }>('desk/cases', { cases: ids });
  const members = await membersFor({ grants: cases.flatMap(({ grant }) => (grant ? [grant] : [])) });
  return ask('cases', { cases, members });
}

/** Those that the server left out are nobody's whom one may see. */
function keepNames(ids: readonly string[], found: readonly OpenCase[]): void {
  const next = new Map(names.value);
  for (const id of ids) next.set(id, { id, state: 'no-access', profile: null });
  for (const one of found) next.set(one.id, one);
  names.value = next;
}

/** Something in this case has changed: its name is opened again with the next look, and stays as it is until then. */
export const nameMayHaveChanged = (id: string): void => { stale.add(id); };

export function forgetToday(): void {
  rows.value = [];
  fetched.value = 0;
  closed.value = null;
  names.value = new Map();
  positions.value = {};
  drafts.value = new Map();
  filter.value = 'all';
  stale.clear();
}

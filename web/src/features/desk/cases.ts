// One's own cases: whoever waits for an answer first, the longest wait on top.
import { signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import type { OpenCase } from '../../crypto/verbs';
import type { Case } from '../../crypto/wire';
import { get } from '../../session/api';

export interface Row { row: Case; opened: OpenCase | null }
export type Need = 'waits' | 'answered' | 'rest' | 'closed';

export const rows = signal<readonly Row[]>([]);

export function need(row: Case): Need {
  if (row.state === 'closed' || row.state === 'rest') return row.state;
  return row.last_role === 'seeker' ? 'waits' : 'answered';
}

const rank: Record<Need, number> = { waits: 0, answered: 1, rest: 2, closed: 3 };

/** Who waits comes first, longest wait on top; then what moved last. Pure. */
export function sorted(list: readonly Case[]): Case[] {
  return [...list].sort((a, b) => {
    const [x, y] = [need(a), need(b)];
    if (x !== y) return rank[x] - rank[y];
    return x === 'waits' ? a.last_time - b.last_time : b.last_time - a.last_time;
  });
}

export const waiting = (list: readonly Row[]): number => list.filter((r) => need(r.row) === 'waits').length;

/** Fetches the list; the rows stand at once, the names follow. Throws Failed, Refused. */
export async function loadCases(): Promise<void> {
  const list = sorted((await get<{ cases: Case[] }>('cases')).cases);
  const known = new Map(rows.value.map((r) => [r.row.id, r.opened]));
  rows.value = list.map((row) => ({ row, opened: known.get(row.id) ?? null }));
  const opened = new Map((await ask('cases', { cases: list })).map((o) => [o.id, o]));
  rows.value = list.map((row) => ({ row, opened: opened.get(row.id) ?? null }));
}

export const forgetCases = (): void => { rows.value = []; };

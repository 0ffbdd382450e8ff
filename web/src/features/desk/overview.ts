// Who has what and what is overdue, for leads: counts and dates, nothing of what was written (GET overview).
import type { Row } from '../../crypto/wire';
import { get } from '../../session/api';
import { aliases } from '../../session/staff';
import { deadline } from './due';

export interface Load { uid: string; cases: number; waiting: number; overdue: number; rest: number }
export interface Overview { people: readonly (Load & { alias: string | null })[]; pool: { cases: number; overdue: number }; rows: readonly Row[]; names: ReadonlyMap<string, string>; now: number }

/** By name, never by load: this is no ranking. Pure. */
export const byName = <T extends { alias: string | null }>(people: readonly T[], lang: string): T[] =>
  [...people].sort((a, b) => (a.alias === null ? 1 : b.alias === null ? -1 : a.alias.localeCompare(b.alias, lang)));

/** Throws Failed, Refused. */
export async function overview(lang: string): Promise<Overview> {
  const found = await get<{ people: Load[]; pool: { cases: number; overdue: number }; rows: Row[]; now: number }>('overview');
  const uids = [...new Set([...found.people.map((p) => p.uid), ...found.rows.flatMap((row) => (row.counsellor ? [row.counsellor] : []))])];
  const names = await aliases(uids);
  return { ...found, names, people: byName(found.people.map((p) => ({ ...p, alias: names.get(p.uid) ?? null })), lang) };
}

/** How many promises have passed, how many are due today. */
export function counts({ rows, people, pool, now }: Pick<Overview, 'rows' | 'people' | 'pool' | 'now'>, zone: string): { overdue: number; today: number; pool: number } {
  return {
    overdue: pool.overdue + people.reduce((sum, p) => sum + p.overdue, 0),
    today: rows.filter((row) => deadline(row, now, zone) === 'today').length, pool: pool.cases,
  };
}


// What becomes of cases at their end, as the agency signs it: reading it, changing it, and what a change still needs (PROTOCOL 2.4.2, 2.8.16).
import { ask } from '../../crypto/client';
import type { Policy, Sheet } from '../../crypto/verbs';
import type { Case } from '../../crypto/wire';
import { agency } from '../../session/agency';
import { get, put } from '../../session/api';
import { insist } from '../../session/insist';
import { publish } from '../../session/manifest';
import { membersFor } from '../../session/members';
import { renew } from '../../session/staff';

/** Why cases are kept: what seekers read beside the policy. */
export const reasons = ['law', 'profession', 'funder'] as const;
export type KeepReason = (typeof reasons)[number];

/** `years` 0: cases are erased. */
export interface Plan { years: number; closeDays: number; reason: KeepReason | '' }

export const planOf = ({ years, close_days: closeDays }: Policy): Plan => ({ years, closeDays, reason: agency.value?.keep_reason ?? '' });

export const mostYears = 30, mostCloseDays = 3650;

/** A whole number within bounds, as typed; null if it is none. */
export function wholeNumber(typed: string, most: number): number | null {
  const text = typed.trim();
  return /^[1-9]\d{0,3}$/.test(text) && Number(text) <= most ? Number(text) : null;
}

/** The archive key that has to be written down before this plan can be signed; null if there is nothing new to write down. Throws Refused. */
export const sheetFor = async (plan: Plan): Promise<Sheet | null> => (plan.years === 0 ? null : (await ask('newArchive')).sheet);

/** Signs and publishes the plan. `typed`: what was typed back of the sheet. Throws Failed, Refused(`sheet`) for a wrong one. */
export async function sign(plan: Plan, typed: string | null): Promise<void> {
  const members = await membersFor({ all: true });
  await publish(() => ask('setRetention', { years: plan.years, close_days: plan.closeDays, typed, members }));
  await keepBecause(plan.reason);
  await renew();
}

/** The reason that seekers read. */
export async function keepBecause(reason: Plan['reason']): Promise<void> {
  if (reason === '' || reason === agency.value?.keep_reason) return;
  await insist(() => put<void>('retention/reason', { reason }));
  if (agency.value) agency.value = { ...agency.value, keep_reason: reason };
}

/** One's own cases that the archive has no key to yet, and how many there are in all (for leads). */
export const without = (): Promise<{ cases: string[]; all: number }> => get('unarchived');

/** Gives the archive its key to these cases of one's own; tells how many are done. What cannot be opened is left out. Throws Failed. */
export async function grantAll(cases: readonly string[], done: (count: number) => void): Promise<void> {
  let count = 0;
  for (const id of cases) {
    const { case: row } = await get<{ case: Case }>(`cases/${id}`);
    const made = row.self === null ? null : await ask('archiveGrant', { case: row }).catch(() => null);
    if (!made) continue;
    await insist(() => put<void>(`cases/${id}/archive`, made.grant));
    done(++count);
  }
}

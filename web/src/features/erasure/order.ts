// A counsellor's order to delete a case, as its seeker meets it (PROTOCOL 2.8.18): what was asked for, what would happen, and the answer.
import { ask } from '../../crypto/client';
import { Refused, type Answer } from '../../crypto/verbs';
import type { EraseOrder, Outcome, Role } from '../../crypto/wire';
import { Failed, get, post } from '../../session/api';
import { insist } from '../../session/insist';
import { membersFor, renewDirectory } from '../../session/members';
import { erasing } from './shown';

/** `checked` null: it is not what the agency's people could have signed; then it can be declined, and nothing is hastened. */
export interface Waiting { runsAt: number; checked: Answer<'ordered'> | null; refused: Refused | null }

/** The order that waits for a case; null: none any more. Throws Failed, Refused. */
export async function waiting(id: string): Promise<Waiting | null> {
  const { order, runs_at: runsAt } = await get<EraseOrder>(`cases/${id}/erasure`);
  if (order === null || runsAt === null) return null;
  await renewDirectory();
  const members = await membersFor({ all: true });
  try { return { runsAt, checked: await ask('ordered', { case: id, order, members }), refused: null }; } catch (error) {
    if (error instanceof Refused) return { runsAt, checked: null, refused: error };
    throw error;
  }
}

/** The day so many years after another (Unix ms). */
export const lastDay = (years: number, from = Date.now()): number => new Date(from).setFullYear(new Date(from).getFullYear() + years);

/**
 * It runs at once, or never. `account`: the order names the account too, so the session may end with it. Answers what is left to say then; null: the
 * account stays. Throws Failed.
 */
export async function answer(id: string, what: 'now' | 'keep', { mode, years, account }: Outcome & { account: boolean }): Promise<{ at: number; sealed: { until: number }[] } | null> {
  const ends = what === 'now' && account;
  if (ends) erasing.value = 'now';
  try {
    await insist(() => post<void>(`cases/${id}/erasure/answer`, { answer: what }));
    if (ends) await get('session');
    return null;
  } catch (error) {
    if (!ends || !(error instanceof Failed) || error.code !== 'signed_out') throw error;
    return { at: Date.now(), sealed: mode === 'seal' ? [{ until: lastDay(years) }] : [] };
  } finally { if (ends) erasing.value = 'no'; }
}

/** A case of this account that is gone; `role` `system`: its period was over. Days as Unix ms. */
export interface Receipt { at: number; role: Role | 'system'; sealed_until: number | null }

/** What others have deleted here, at the person's request or because its time was over. Throws Failed. */
export const receipts = async (): Promise<Receipt[]> => (await get<{ receipts: Receipt[] }>('me/receipts')).receipts;

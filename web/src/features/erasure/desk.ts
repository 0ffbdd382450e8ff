// Deleting a case at the seeker's request, as staff see it (PROTOCOL 2.8.18): the order, taking it back, and what is gone since.
import { ask } from '../../crypto/client';
import { newId } from '../../crypto/random';
import { Refused, type Answer } from '../../crypto/verbs';
import type { AskedBy, EraseOrder } from '../../crypto/wire';
import { Failed, get, post, remove } from '../../session/api';
import { insist } from '../../session/insist';
import { prove } from '../../session/proof';
import { renew } from '../../session/staff';

/** What would happen with it, by the newest signed policy. Throws Failed, Refused. */
export async function outcome(): Promise<Answer<'outcome'>> {
  await renew();
  return ask('outcome');
}

/** How the seeker has asked. `request`: the message, where it was in one. */
export interface Ground { way: AskedBy; request: string | null; account: boolean }

// One id for as long as the same is meant, so that a retry is the same order.
let meant: { of: string; id: string } | null = null;

/** Signs and sends; answers when it runs (Unix ms). Throws Failed: `sign_in_failed` for a wrong password; Refused. */
export async function order(caseId: string, { way, request, account }: Ground, password: string): Promise<number> {
  const proof = await proved(password), of = JSON.stringify([caseId, way, request, account]);
  if (meant?.of !== of) meant = { of, id: newId() };
  const signed = await ask('orderErasure', { case: caseId, request, way, account });
  const { runs_at: runsAt } = await insist(() => post<{ runs_at: number }>(`cases/${caseId}/erasure`, { id: meant!.id, order: signed.order, ...proof }));
  meant = null;
  return runsAt;
}

async function proved(password: string): ReturnType<typeof prove> {
  try { return await prove({ password }); } catch (error) {
    if (error instanceof Refused && error.check === 'password') throw new Failed('sign_in_failed', 401, null); // kill: Erasing.ordered-by-nobody
    throw error;
  }
}

/** The order that waits for a case. Throws Failed. */
export const waitingFor = (caseId: string): Promise<EraseOrder> => get<EraseOrder>(`cases/${caseId}/erasure`);

/** Taken back by whoever ordered it. Throws Failed. */
export const takeBack = (caseId: string): Promise<void> => insist(() => remove<void>(`cases/${caseId}/erasure`));

/** A case of one's own that is gone: no name, no text, for 30 days. `at`: Unix ms of the day. */
export interface Gone { id: string; at: number; why: 'seeker' | 'order' | 'closed'; sealed: boolean }

/** Throws Failed. */
export const goneOf = async (): Promise<Gone[]> => (await get<{ rows: Gone[] }>('desk/erased')).rows;

// The pool: enquiries that nobody has taken, and taking one over (PROTOCOL 2.8.10). Every step is safe to repeat after a lost answer.
import { ask } from '../../crypto/client';
import { Refused, type OpenMessage, type Profile } from '../../crypto/verbs';
import type { Acceptance, Case, Grant, Message } from '../../crypto/wire';
import { me } from '../../session/account';
import { Failed, get, post } from '../../session/api';
import { insist } from '../../session/insist';
import { membersFor } from '../../session/members';
import { renew } from '../../session/staff';

/** An enquiry as it was opened. `gone`: somebody has it; `by` is that person's uid, possibly one's own. */
export type Looked = { state: 'open'; case: Case; profile: Profile; messages: OpenMessage[] } | { state: 'gone'; by: string | null };

/** Opens an enquiry with the intake key. Throws Failed, Refused. */
export async function look(id: string): Promise<Looked> {
  try {
    const opened = await open(id);
    made.delete(id); // it lies in the pool: an acceptance of before has run out
    return { state: 'open', ...opened };
  } catch (error) { return gone(error); }
}

async function open(id: string): Promise<{ case: Case; profile: Profile; messages: OpenMessage[] }> {
  const enquiry = await get<{ case: Case; grant: Grant; messages: Message[] }>(`enquiries/${id}`);
  const members = await membersFor({ case: enquiry.case, messages: enquiry.messages, grants: [enquiry.grant] });
  return { case: enquiry.case, ...await ask('openEnquiry', { ...enquiry, members }) };
}

// An acceptance is made once: sent again after a lost answer it must name the same note key.
const made = new Map<string, Acceptance>();
export const forgetPool = (): void => made.clear();

/** Takes the enquiry over; `look` comes before. `taken`: it is one's own, and opening the case confirms it. Throws Failed, Refused. */
export async function takeOver(id: string): Promise<{ state: 'taken' } | { state: 'gone'; by: string | null }> {
  try {
    await send(id).catch(async (error: unknown) => {
      if (!(error instanceof Failed) || error.problem?.field !== 'grants') throw error;
      made.delete(id); // the agency has signed another policy meanwhile: other keys are asked for, with the same one for notes
      await renew();
      await send(id);
    });
    return { state: 'taken' };
  } catch (error) {
    const lost = gone(error);
    return lost.by !== null && lost.by === me.value?.uid ? { state: 'taken' } : lost;
  }
}

async function send(id: string): Promise<void> {
  const acceptance = made.get(id) ?? await accept(id);
  made.set(id, acceptance);
  await insist(() => post<unknown>(`enquiries/${id}/acceptance`, acceptance));
}

/** After signing in again in the middle the worker has to open the enquiry anew. */
async function accept(id: string): Promise<Acceptance> {
  try { return await ask('accept', { case: id }); } catch (error) {
    if (!(error instanceof Refused) || error.check !== 'state') throw error;
  }
  await open(id);
  return ask('accept', { case: id });
}

function gone(error: unknown): { state: 'gone'; by: string | null } {
  if (error instanceof Failed && error.code === 'taken') return { state: 'gone', by: error.problem?.by ?? null };
  if (error instanceof Failed && error.code === 'not_found') return { state: 'gone', by: null };
  throw error;
}


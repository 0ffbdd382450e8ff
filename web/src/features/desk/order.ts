// What its counsellor does with a case: at rest, closed, taken up again, marked, put back into the pool.
import { ask } from '../../crypto/client';
import type { CaseState, Mark, PutBack } from '../../crypto/wire';
import { Failed, post, put } from '../../session/api';
import { insist } from '../../session/insist';
import { withOlder, type Read } from './case';

/** `changed`: the case is not as it is shown any more; nothing was done. */
export type Done = 'done' | 'changed';

const unlessChanged = async (act: () => Promise<unknown>): Promise<Done> => {
  try { await insist(act); return 'done'; } catch (error) {
    if (error instanceof Failed && (error.code === 'conflict' || error.code === 'not_found')) return 'changed';
    throw error;
  }
};

/** Between taken, rest and closed. Nobody closes what they have not seen: the server compares its newest message with `seen`, which stood there when this was begun. Throws Failed. */
export const turn = ({ row }: Read, to: Exclude<CaseState, 'open'>, seen: number): Promise<Done> =>
  unlessChanged(() => put(`cases/${row.id}/state`, { from: row.state, to, last_order: seen }));

/** Throws Failed. */
export const mark = ({ row }: Read, marks: readonly Mark[]): Promise<Done> => unlessChanged(() => put(`cases/${row.id}/marks`, { marks }));

// Made once and sent as often as it takes: after a lost answer the same grants must be sent again.
const made = new Map<string, PutBack>();
export const forgetOrders = (): void => made.clear();

/** Back into the pool, with its keys for whoever reads the pool. Throws Failed, Refused. */
export async function putBack(now: Read): Promise<Done> {
  const id = now.row.id;
  if (!made.has(id)) made.set(id, (await withOlder(now, () => ask('putBack', { case: id }))).answer);
  const end = await unlessChanged(() => post(`cases/${id}/release`, made.get(id)));
  made.delete(id); // an answer has come; where it was no, the agency may have other keys by now
  return end;
}

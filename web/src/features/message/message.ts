// A further message: sealed in the worker, sent so that it exists once, however often it was pressed or its answer was lost.
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import { me } from '../../session/account';
import { Failed, post } from '../../session/api';
import type { Keeper } from '../../session/draft';
import { whenForgetting } from '../../session/forgetting';
import { insist } from '../../session/insist';
import { keepVault } from '../../session/vault';

/** UTF-16 units (PROTOCOL 2.6). */
export const most = 50_000;

/** What goes along: the ids of what was picked; `upload` sends it and answers them. `sent`: it has gone with a letter. */
export interface Along { picked(): string[]; upload(): Promise<string[]>; sent(): void }

/** A message on its way: its id stays the same as long as its text and its files do. That is what makes a second press harmless. */
let way: { id: string; text: string; files: string } | null = null;

/** Fetches the case again, with older messages if `deeper`; answers the ids of its messages. */
export type Reread = (deeper?: boolean) => Promise<readonly { id: string }[]>;

/**
 * Sends what stands in the box; when it comes back, the server has it exactly once and the box is empty. Throws Failed, Refused: then it stays to be sent again.
 * Answers what was refused after it had arrived: that is told, but never as "not sent".
 */
export async function send(draft: Keeper, lang: string, reread: Reread, along: Along): Promise<Refused | null> {
  const text = draft.text.value, changed = () => way?.text !== text || way.files !== along.picked().join();
  let refused: Refused | null = null;
  await draft.during(async () => {
    const tried = way?.id === draft.id;
    if (tried && await arrived(draft.id, reread)) {
      if (changed()) { draft.renew(); along.sent(); refused = await once(draft, text, lang, reread, along); } // the earlier form of it has gone out: this is another message
    } else {
      if (tried && changed()) draft.renew();
      refused = await once(draft, text, lang, reread, along);
    }
    way = null;
    draft.sent(text);
    along.sent();
  });
  return refused;
}

async function once(draft: Keeper, text: string, lang: string, reread: Reread, along: Along): Promise<Refused | null> {
  const files = await along.upload(); // the letter waits for them
  way = { id: draft.id, text, files: files.join() };
  try { return await post1(draft, text, lang, reread, files); } catch (error) {
    // Another window of the account has written meanwhile, or an answer was lost earlier.
    if (!(error instanceof Failed) || !['sequence', 'same_id', 'conflict'].includes(error.code)) throw error;
    if (await arrived(draft.id, reread)) return null;
    draft.renew(); // the server has refused the old id, so it does not exist
    way = { id: draft.id, text, files: files.join() };
    return post1(draft, text, lang, reread, files);
  }
}

const arrived = async (id: string, reread: Reread): Promise<boolean> => (await reread()).some((m) => m.id === id);

/** One's own newest message may be further up than what was opened: then older ones are fetched first. */
async function sealed(draft: Keeper, text: string, lang: string, reread: Reread, files: string[]) {
  for (let round = 0; ; round++) {
    try { return await ask('message', { case: draft.case, id: draft.id, text, lang, kind: 'message', files }); } catch (error) {
      if (!(error instanceof Refused) || error.check !== 'older' || round > 100) throw error;
      await reread(true);
    }
  }
}

async function post1(draft: Keeper, text: string, lang: string, reread: Reread, files: string[]): Promise<Refused | null> {
  const message = await sealed(draft, text, lang, reread, files);
  const { order, time } = await insist(() => post<{ id: string; order: number; time: number }>(`cases/${draft.case}/messages`, message));
  try {
    const { vault } = await ask('sent', { case: draft.case, message: { ...message, order, time, author: me.value?.uid ?? '', held_until: null } });
    await keepVault(vault);
    return null;
  } catch (error) { // the server has the message; what this window knows of it is read anew at once
    return error instanceof Refused && error.check !== 'state' ? error : null;
  }
}

/** Nothing of it stays in memory. */
export function clear(): void { way = null; }
whenForgetting(clear);

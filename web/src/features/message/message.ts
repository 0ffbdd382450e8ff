// A further message: sealed in the worker, sent so that it exists once, however often it was pressed or its answer was lost.
import { signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import { newId } from '../../crypto/random';
import { me } from '../../session/account';
import { Failed, post } from '../../session/api';
import { insist } from '../../session/insist';
import { keepVault } from '../../session/vault';

/** UTF-16 units (PROTOCOL 2.6). */
export const most = 50_000;

/** What stands in the box. It stays there until the server has said that it has it. */
export const text = signal('');

/** A message on its way. Its id stays the same as long as its text does: that is what makes a second press harmless. */
interface OnItsWay { case: string; text: string; id: string; tried: boolean }
let way: OnItsWay | null = null;

/** Fetches the case again; answers the ids of its messages. */
export type Reread = () => Promise<readonly { id: string }[]>;

/** Sends `body` to the case; when it comes back, the server has it exactly once. Throws Failed, Refused: then it stays to be sent again. */
export async function send(to: string, body: string, lang: string, reread: Reread): Promise<void> {
  if (way?.case !== to || way.text !== body) way = { case: to, text: body, id: newId(), tried: false };
  if (way.tried && await arrived(way, reread)) { way = null; return; }
  way.tried = true;
  try { await post1(way, lang); } catch (error) {
    // Another window of the account has written meanwhile, or an answer was lost earlier.
    if (!(error instanceof Failed) || !['sequence', 'same_id', 'conflict'].includes(error.code)) throw error;
    if (!await arrived(way, reread)) {
      way.id = newId(); // the server has refused the old one, so it does not exist
      await post1(way, lang);
    }
  }
  way = null;
}

const arrived = async ({ id }: OnItsWay, reread: Reread): Promise<boolean> => (await reread()).some((m) => m.id === id);

async function post1({ case: to, text: body, id }: OnItsWay, lang: string): Promise<void> {
  const sealed = await ask('message', { case: to, id, text: body, lang, kind: 'message' });
  const { order, time } = await insist(() => post<{ id: string; order: number; time: number }>(`cases/${to}/messages`, sealed));
  try {
    const { vault } = await ask('sent', { case: to, message: { ...sealed, order, time, author: me.value?.uid ?? '' } });
    await keepVault(vault);
  } catch { /* the server has the message; what this window knows of it is read anew at once */ }
}

/** Nothing of it stays in memory. */
export function clear(): void {
  text.value = '';
  way = null;
}

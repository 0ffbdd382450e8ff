// The list of what is picked for the next letter of a case. It lies sealed with the drafts and names the keys, so that what has gone up is still there after a reload and on another device.
import { ask } from '../../crypto/client';
import type { Answer } from '../../crypto/verbs';
import type { Versioned } from '../../crypto/wire';
import { newId } from '../../crypto/random';
import { Failed, get, put, remove } from '../../session/api';
import { whenForgetting } from '../../session/forgetting';

/** As the server has it. `whole`: all of it has gone up. */
export type Kept = Answer<'openPicked'>['files'][number];

interface List { id: string; version: number; turn: Promise<void> }
const lists = new Map<string, List>();

const path = (of: string): string => `me/drafts/${of}/files`;
const begun = (): List => ({ id: newId(), version: 0, turn: Promise.resolve() });

function listOf(of: string): List {
  const list = lists.get(of) ?? begun();
  lists.set(of, list);
  return list;
}

/** What was picked for this case, here or elsewhere. Throws Failed; Refused where what the server gives is not the list. */
export async function fetchPicked(of: string): Promise<readonly Kept[]> {
  const list = listOf(of);
  try {
    const { version, box } = await get<Versioned>(path(of));
    list.version = version; // also where it does not open: then the next one is written over it
    const { id, files } = await ask('openPicked', { case: of, version, box });
    list.id = id;
    return files;
  } catch (error) {
    if (!(error instanceof Failed) || error.code !== 'not_found') throw error;
    Object.assign(list, { id: newId(), version: 0 });
    return [];
  }
}

/** Keeps what `now` answers when its turn comes; nothing takes the list away. `crossed`: what another device or window has put there meanwhile, before it is written over. Throws Failed, Refused. */
export function keepPicked(of: string, now: () => { id: string; whole: boolean }[], crossed: (files: readonly Kept[]) => void): Promise<void> {
  const list = listOf(of), next = list.turn.then(() => write(of, list, now, crossed));
  list.turn = next.catch(() => undefined);
  return next;
}

async function write(of: string, list: List, now: () => { id: string; whole: boolean }[], crossed: (files: readonly Kept[]) => void): Promise<void> {
  for (let round = 0; lists.get(of) === list; round++) {
    const files = now();
    try {
      if (files.length) {
        const version = list.version + 1;
        await put<void>(path(of), { version, ...await ask('sealPicked', { case: of, id: list.id, version, files }) });
        list.version = version;
      } else if (list.version) {
        await remove<void>(path(of));
        Object.assign(list, { id: newId(), version: 0 });
      }
      return;
    } catch (error) {
      if (!(error instanceof Failed) || error.code !== 'conflict' || round > 2) throw error;
      crossed(await fetchPicked(of));
    }
  }
}

/** Nothing of it stays in memory. */
export function forgetPicked(): void { lists.clear(); }
whenForgetting(forgetPicked);

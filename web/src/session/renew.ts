// "Somebody knows my password" (PROTOCOL 2.8.7): new keys for everything of the account, in one step.
import { ask } from '../crypto/client';
import type { KeyedCase, KeyedDraft } from '../crypto/wire';
import { me } from './account';
import { toSet } from './access';
import { adoptAll } from './adopt';
import { Failed, get, put } from './api';
import { flushAll } from './draft';
import { insist, lost } from './insist';
import { prove, type Typed } from './proof';
import { tellTabs } from './tabs';
import { keepVault, mergeVault, stored } from './vault';

const rounds = 3;

/** `dropped`: drafts that could not be taken along. */
export interface Renewed { code: string; dropped: number }

// Made once and sent as often as it takes: where an answer was lost, the server may have taken it.
let made: { what: string; send: () => Promise<void>; renewed: Renewed } | null = null;

/** `password`: the new one, null for an account without. All other sessions end; other tabs empty themselves. Throws Failed (`sign_in_failed`, `wait`), Refused (`password`, `wrap`, `code`). */
export async function renewKeys(typed: Typed, password: string | null): Promise<Renewed> {
  const what = JSON.stringify([typed, password]);
  for (let round = 1; ; round++) {
    if (made?.what !== what) made = { what, ...await make(typed, password) };
    const { send, renewed } = made;
    try { await send(); made = null; return renewed; } catch (error) {
      if (!lost(error)) made = null;
      if (!(error instanceof Failed) || error.code !== 'conflict' || round === rounds) throw error; // something was saved meanwhile
    }
  }
}

async function make(typed: Typed, password: string | null): Promise<{ send: () => Promise<void>; renewed: Renewed }> {
  await flushAll();
  await adoptAll();
  const proof = await prove(typed), person = me.value!;
  await keepVault(await mergeVault());
  const keyed = await get<{ cases: KeyedCase[]; drafts: KeyedDraft[] }>('me/keys');
  const { body, code, dropped } = await ask('renewKeys', { ...keyed, password: password === null ? null : await toSet(person.realm, person.name, password) });
  return { renewed: { code, dropped }, send: async () => {
    await insist(() => put<void>('me/keys', { ...proof, ...body }));
    await ask('renewedKeys', {});
    stored.value = { keyring: body.keyring.version, vault: body.vault.version };
    tellTabs(); // they hold the old key
  } };
}

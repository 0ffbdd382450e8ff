// Proving again who is there, before what cannot be undone: the password or the code is typed once more, the server checks its login key,
// and the key worker opens the wrap that belongs to it.
import { ask } from '../crypto/client';
import type { Proof, Versioned, Wrap } from '../crypto/wire';
import { me, pre } from './account';
import { Failed, get, post } from './api';
import { insist } from './insist';

export type Typed = { password: string } | { code: string };

/** What goes into the body of the call that demands it: `method`, `auth`. Throws Failed (`sign_in_failed`, `wait`), Refused (`code`, `wrap`, `password`). */
export async function prove(typed: Typed): Promise<Proof> {
  const person = me.value;
  if (!person) throw new Failed('signed_out', 0, null); // kill: Proof.nobody
  const proof = await ask('prove', 'code' in typed ? typed : { ...typed, ...await pre(person.realm, person.name) });
  const { wrap } = await insist(() => post<{ wrap: Wrap }>('me/proof', proof));
  await ask('proved', { wrap, keyring: await get<Versioned>('me/keyring') });
  return proof;
}

// An attachment of a sealed case: had like the case, with the password again and a reason, and noted (spec/api.md, 13).
import type { Bytes } from '../crypto/verbs';
import type { Proof } from '../crypto/wire';
import { ownHeaders } from './api';
import { received, send } from './files';

/** Throws Failed (`sign_in_failed`, `wait`, `not_found`). */
export async function fetchSealed(of: string, file: string, why: Proof & { reason: string; export: boolean }, most: number, progress: (bytes: number) => void): Promise<Bytes> {
  const answer = await send(`archive/${of}/files/${file}`, { method: 'POST', headers: { ...ownHeaders(), 'Content-Type': 'application/json' }, body: JSON.stringify(why) });
  return received(answer, most, progress);
}

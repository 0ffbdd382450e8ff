// A dump of the day before a deletion, after it: the rows that hold keys lie under keys of the shred store that are gone, so that the texts beside them open to nobody.
import { b64, type Bytes } from '../../src/crypto/bytes';
import type { Keyring } from '../../src/crypto/keyring';
import { secretsIn, type Insider } from './insider';
import { ofOwner, openValues, piecesOf, Rest } from './sealed';
import type { Server } from './server';
import type { Dump, Row, Value } from './sql';
import { Thief } from './thief';

/** What was deleted, and what its owner held under the user key. */
export interface Buried { uid: string; cases: string[]; own: [Bytes, Keyring] }

const is = (value: Value | undefined, of: string[]): boolean => Buffer.isBuffer(value) && of.includes(b64(new Uint8Array(value) as Bytes));

/** Throws where anything opens. Answers how many rows and texts were tried. */
export async function buried(before: Dump, { uid, cases, own }: Buried, server: Server, people: Insider[]): Promise<{ rows: number; texts: number }> {
  const rest = await Rest.of(server);
  try {
    const owners = [uid, ...cases];
    for (let i = 0; (await rest.shred.rows('shred_keys')).some(({ id }) => is(id, owners)); i++) {
      if (i > 150) throw new Error('a key of what was deleted is still in the shred store');
      await new Promise((go) => setTimeout(go, 100));
    }
    const operator = await rest.keys(), rows = ofOwner(before, (id) => is(id, owners));
    for (const { where, row } of rows) if (await rest.opens(where, row)) throw new Error(`a dump of before the deletion opens: ${where}`);
    const only = (list: Row[] | undefined, column: string): Row[] => (list ?? []).filter((row) => is(row[column], cases));
    const texts = await piecesOf({ cases: only(before.cases, 'id'), messages: only(before.messages, 'case_id'), notes: only(before.notes, 'case_id') }, rest, server.origin, new Map());
    const found = secretsIn([own, ...people.map(({ state }) => state.person && [state.person.uk, state.person.keyring])]), thief = new Thief();
    for (const key of [...operator, ...openValues(before)]) found.all.add(key);
    await thief.learn(texts, found);
    if (thief.reads(texts, found.all).size > 0) throw new Error('a text of before the deletion opens');
    return { rows: rows.length, texts: texts.size };
  } finally { rest.end(); }
}

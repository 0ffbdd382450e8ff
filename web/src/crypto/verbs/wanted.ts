// What the worker still has to see before it can check something: pages fetch it, the worker believes none of it unseen.
import { fromUtf8 } from '../bytes';
import { manifestAt } from '../directory';
import { opening } from '../history';
import { readJson } from '../json';
import type { Content } from '../message';
import type { Answer, Argument } from '../verbs';
import type { Case, Grant, Message } from '../wire';
import { channelOf, hold, take, type FromPool } from './held';
import { chainOf, personOf, type Held, type Person, type State } from './person';
import { seqsTo } from './signin';

/** Manifests and records that the authors of these messages and the givers of these grants call for. */
export const wantedWith = (fromPool: FromPool | null) => async (state: State, a: Argument<'wanted'>): Promise<Answer<'wanted'>> => {
  const person = personOf(state), chain = chainOf(person), seqs = new Set<number>(), records = new Set<string>();
  await take(person, a.members);
  if (a.manifest !== undefined) for (const seq of await seqsTo(person.vault.dir, a.manifest, person.realm)) seqs.add(seq);
  const want = (hash: string | undefined): void => { if (hash !== undefined && !chain.records.has(hash)) records.add(hash); };
  const { members } = chain.current.body;
  for (const uid of [...(a.uids ?? []), ...(a.grants ?? []).flatMap(({ by }) => by ?? []), ...(a.all ? Object.keys(members) : []), person.uid]) want(members[uid]);
  const held = a.case && await keysOf(person, a.case, a.grants ?? [], fromPool).catch(() => null), found: Want = { seqs, records, newer: false };
  if (held) await wantAuthors(person, held, [...(a.messages ?? []), ...(person.realm === 'staff' ? a.notes ?? [] : [])], found);
  return { seqs: [...seqs], records: [...records], newer: found.newer };
};

export interface Want { seqs: Set<number>; records: Set<string>; newer: boolean }

/** The manifest of a number and the record it names for somebody, as far as they are not known. */
export async function wantMember({ chain }: Person, mseq: number, uid: string, into: Want): Promise<void> {
  const current = chain!.current.body;
  if (mseq > current.seq) { into.newer = true; return; }
  const manifest = await manifestAt(chain!, mseq), hash = manifest?.body.members[uid];
  if (!manifest) { if (!chain!.older.has(mseq)) into.seqs.add(mseq); return; }
  if (hash !== undefined && !chain!.records.has(hash)) into.records.add(hash);
}

/** What the authors of these messages call for, now and when they wrote. */
export async function wantAuthors(person: Person, held: Held, rows: Message[], into: Want): Promise<void> {
  const { current, records } = chainOf(person);
  for (const row of rows) {
    if (row.role === 'seeker') continue;
    const now = current.body.members[row.author], mseq = await mseqOf(person, held, row);
    if (now !== undefined && !records.has(now)) into.records.add(now);
    if (mseq !== null) await wantMember(person, mseq, row.author, into);
  }
}

/** A case of one's own, or of the pool by its intake grant. */
async function keysOf(person: Person, row: Case, grants: Grant[], fromPool: FromPool | null): Promise<Held | null> {
  const grant = grants.find(({ to_role }) => to_role === 'intake');
  return await hold(person, row) ?? (grant && fromPool ? (await fromPool(person, row, grant)).held : null);
}

/** Under which manifest it was written; null where that cannot be read. */
export async function mseqOf(person: Person, held: Held, row: Message): Promise<number | null> {
  try {
    const opened = await opening({ ...await channelOf(person, held, row.kind), opened: held.openings }, row);
    const content = readJson(fromUtf8(opened.json)) as Partial<Content>;
    return typeof content.mseq === 'number' ? content.mseq : null;
  } catch { return null; }
}

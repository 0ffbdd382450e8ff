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
  const held = a.case && await keysOf(person, a.case, a.grants ?? [], fromPool).catch(() => null);
  let newer = false;
  if (!held) return { seqs: [...seqs], records: [...records], newer };
  for (const row of [...(a.messages ?? []), ...(person.realm === 'staff' ? a.notes ?? [] : [])]) {
    if (row.role === 'seeker') continue;
    want(members[row.author]);
    const mseq = await mseqOf(person, held, row);
    if (mseq === null) continue;
    if (mseq > chain.current.body.seq) { newer = true; continue; }
    const manifest = await manifestAt(chain, mseq);
    if (manifest) want(manifest.body.members[row.author]);
    else if (!chain.older.has(mseq)) seqs.add(mseq);
  }
  return { seqs: [...seqs], records: [...records], newer };
};

/** A case of one's own, or of the pool by its intake grant. */
async function keysOf(person: Person, row: Case, grants: Grant[], fromPool: FromPool | null): Promise<Held | null> {
  const grant = grants.find(({ to_role }) => to_role === 'intake');
  return await hold(person, row) ?? (grant && fromPool ? (await fromPool(person, row, grant)).held : null);
}

async function mseqOf(person: Person, held: Held, row: Message): Promise<number | null> {
  try {
    const opened = await opening({ ...await channelOf(person, held, row.kind), opened: held.openings }, row);
    const content = readJson(fromUtf8(opened.json)) as Partial<Content>;
    return typeof content.mseq === 'number' ? content.mseq : null;
  } catch { return null; }
}

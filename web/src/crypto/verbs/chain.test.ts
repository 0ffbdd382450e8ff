import { beforeEach, describe, expect, test } from 'vitest';
import vectors from '../../../../spec/vectors/audit.json';
import { b64, fromUtf8, unb64, utf8 } from '../bytes';
import { createWorker } from '../index';
import { hashOfEntry } from '../chain';
import { newAgency, newColleague, newSeeker, place, Rows, signIn, vaultOf, type Somebody } from '../testing';
import { refusal } from '../vectors';
import type { ChainEntry, ChainHead, LeadHead } from '../wire';

let rows: Rows;
beforeEach(() => { rows = new Rows(); });

const chain = vectors.entries as ChainEntry[];
/** Nobody else has signed anything. */
const alone = { heads: [], members: { manifests: [], records: [] } };
const headOf = ({ seq, at, hash }: ChainEntry): ChainHead => ({ seq, at, hash });
const first = headOf(chain[0]!), last = headOf(chain.at(-1)!), empty: ChainHead = { seq: 0, at: 0, hash: 'A'.repeat(43) };

test('what a lead has seen she remembers at the next sign-in, signed; what does not follow is refused, unless she knows why', async () => {
  let lead = await newAgency(rows);
  expect(await lead.ask('chainFrom')).toEqual({ after: Number.MAX_SAFE_INTEGER });
  expect(await lead.ask('chainSeen', { entries: [], head: empty, anew: false, ...alone })).toEqual({ vault: null, body: null, heads: [] });
  const seen = await lead.ask('chainSeen', { entries: [], head: first, anew: false, ...alone });
  const said = JSON.parse(seen.body!) as { typ: string; payload: string; sigs: unknown[] };
  expect(said).toMatchObject({ typ: 'sg1/audit' });
  expect(said.sigs.length).toBe(1);
  expect(JSON.parse(fromUtf8(unb64(said.payload)))).toMatchObject({ by: lead.uid, seq: 1, hash: first.hash });
  rows.keep(lead.uid, seen.vault);

  lead = await signIn(rows, 'staff', lead);
  expect(await lead.ask('chainFrom')).toEqual({ after: 1 });
  expect(await lead.ask('chainSeen', { entries: [], head: first, anew: false, ...alone })).toEqual({ vault: null, body: null, heads: [] });
  expect(await refusal(() => lead.ask('chainSeen', { entries: [], head: empty, anew: false, ...alone }))).toBe('A1');
  expect(await refusal(() => lead.ask('chainSeen', { entries: chain.slice(2), head: last, anew: false, ...alone }))).toBe('A1');
  expect((await vaultOf(rows, lead)).chain).toEqual(first); // a refusal moves nothing
  rows.keep(lead.uid, (await lead.ask('chainSeen', { entries: chain.slice(1), head: last, anew: false, ...alone })).vault);
  expect((await vaultOf(rows, lead)).chain).toEqual(last);

  const other: ChainHead = { ...last, seq: 2, hash: 'B'.repeat(42) + 'A' };
  expect(await refusal(() => lead.ask('chainSeen', { entries: [], head: other, anew: false, ...alone }))).toBe('A1');
  rows.keep(lead.uid, (await lead.ask('chainSeen', { entries: [], head: other, anew: true, ...alone })).vault);
  expect((await vaultOf(rows, lead)).chain).toEqual(other);
});

test('nobody else signs the chain, and a vault without it stays as it was', async () => {
  const lead = await newAgency(rows), eva = await newColleague(rows, lead, 'Eva', ['counsellor', 'intake']), seeker = await newSeeker(rows);
  for (const { ask } of [eva, seeker]) expect(await refusal(() => ask('chainSeen', { entries: [], head: first, anew: false, ...alone }))).toBe('state');
  expect(await vaultOf(rows, eva)).not.toHaveProperty('chain');
  const desk = createWorker(); // one that has the verb
  await desk('codeLogin', { ...place, realm: 'seeker', code: seeker.code });
  await desk('signedIn', { ...place, session: rows.session(seeker.uid, 'rc') });
  expect(await refusal(() => desk('chainSeen', { entries: [], head: first, anew: false, ...alone }))).toBe('state');
});

test('a lead who has left signs it no more', async () => {
  const lead = await newAgency(rows), dora = await newColleague(rows, lead, 'Dora', ['lead']);
  const { body, vault } = await lead.ask('dismiss', { uid: dora.uid });
  rows.manifests.push(body.manifest);
  rows.keep(lead.uid, vault);
  rows.keep(dora.uid, (await dora.ask('manifest', { roots: rows.roots, manifest: body.manifest, manifests: rows.manifests })).vault);
  expect(await refusal(() => dora.ask('chainSeen', { entries: [], head: first, anew: false, ...alone }))).toBe('state');
});

test('two windows of one lead: the newer one stays', async () => {
  const lead = await newAgency(rows), window = await signIn(rows, 'staff', lead);
  rows.keep(lead.uid, (await lead.ask('chainSeen', { entries: [], head: last, anew: false, ...alone })).vault);
  await window.ask('chainSeen', { entries: [], head: first, anew: false, ...alone });
  const stored = rows.accounts.get(lead.uid)?.vault;
  expect(stored).toBeDefined();
  const merged = await window.ask('refreshed', { vault: stored! });
  expect(merged.vault).toBeNull();
  expect(await window.ask('chainFrom')).toEqual({ after: last.seq });
});

/** What a lead's browser signs who is shown a chain, as the server keeps it. */
async function signs(lead: Somebody, entries: ChainEntry[]): Promise<LeadHead> {
  const head = headOf(entries.at(-1)!), { body } = await lead.ask('chainSeen', { entries: [], head, anew: true, ...alone });
  return { by: lead.uid, seq: head.seq, hash: head.hash, body: body! };
}

/** The same beginning, another end, every hash right: what a keeper shows to one of two leads. */
async function forkOf(at: number): Promise<ChainEntry[]> {
  const fork = chain.slice(0, at);
  for (const e of chain.slice(at)) { const other = { ...e, count: e.count + 1, prev: fork.at(-1)!.hash }; fork.push({ ...other, hash: await hashOfEntry(other) }); }
  return fork;
}

describe('two leads', () => {
  let ilse: Somebody, rosa: Somebody;
  beforeEach(async () => {
    ilse = await newAgency(rows);
    rosa = await newColleague(rows, ilse, 'Rosa', ['counsellor', 'lead']);
    rosa = await signIn(rows, 'staff', rosa);
  });
  const shown = (heads: LeadHead[], entries = chain) => rosa.ask('chainSeen', { entries, head: headOf(entries.at(-1)!), anew: false, heads, members: rows.members });

  test('who are shown one chain find the other signature in it, wherever it stands', async () => {
    for (const at of [1, 2, chain.length]) {
      const head = await signs(ilse, chain.slice(0, at));
      expect((await shown([head])).heads).toEqual([{ by: ilse.uid, seq: at, hash: head.hash, says: 'same' }]);
    }
    const far = await signs(ilse, chain.slice(0, 1));
    expect((await shown([far], chain.slice(2))).heads).toEqual([{ by: ilse.uid, seq: 1, hash: far.hash, says: 'older' }]);
  });

  test('who are shown two chains are told so, in either direction, and nothing is signed or remembered', async () => {
    const fork = await forkOf(1);
    for (const [hers, mine] of [[chain, fork], [fork, chain], [chain, chain.slice(0, -1)], [fork.slice(0, 2), chain]] as const) {
      const head = await signs(ilse, [...hers]);
      expect(await refusal(() => shown([head], [...mine]))).toBe('A2');
      expect(await vaultOf(rows, rosa)).not.toHaveProperty('chain');
    }
    const head = await signs(ilse, fork), knows = { entries: chain, head: last, anew: true, heads: [head], members: rows.members };
    expect((await rosa.ask('chainSeen', knows)).body).not.toBeNull(); // she knows why
  });

  test('a head that she has not signed counts for nothing, whatever the server says beside it', async () => {
    const eva = await newColleague(rows, ilse, 'Eva', ['counsellor', 'intake']), head = await signs(ilse, chain), hers = await signs(rosa, chain);
    const doc = JSON.parse(head.body) as { payload: string; sigs: { kid: string; sig: string }[] };
    const said = (change: object): string => JSON.stringify({ ...doc, typ: 'sg1/audit', ...change });
    rosa = await signIn(rows, 'staff', rosa);
    const bad: LeadHead[] = [
      { ...head, by: rosa.uid }, { ...head, by: eva.uid }, { ...hers, by: ilse.uid }, { ...head, body: 'signed' }, { ...head, body: said({ typ: 'sg1/member' }) },
      { ...head, body: said({ sigs: [] }) }, { ...head, body: said({ sigs: [{ ...doc.sigs[0]!, sig: 'A'.repeat(86) }] }) },
      { ...head, body: said({ payload: b64(utf8(fromUtf8(unb64(doc.payload)).replace('"seq":', '"seq":1'))) }) },
    ];
    const { heads } = await shown(bad);
    expect(heads).toEqual(bad.map(({ by }) => ({ by, seq: 0, hash: '', says: 'unsigned' })));
    expect((await shown([{ ...head, seq: 1, hash: first.hash }])).heads).toEqual([{ by: ilse.uid, seq: last.seq, hash: last.hash, says: 'same' }]);
  });
});

test('older entries are shown where they lead to what was found good, and nowhere else', async () => {
  const lead = await newAgency(rows), good = chain[3]!, before = chain.slice(0, 3);
  expect(await lead.ask('chainBefore', { entries: before, good })).toEqual({});
  expect(await lead.ask('chainBefore', { entries: chain.slice(1, 3), good })).toEqual({});
  for (const entries of [[], chain.slice(0, 2), [before[0]!, before[2]!], [{ ...before[0]!, count: 9 }, before[1]!, before[2]!], [...before.slice(0, 2), { ...before[2]!, actor: 'system' }], chain.slice(0, 4)]) {
    expect(await refusal(() => lead.ask('chainBefore', { entries, good }))).toBe('A1');
  }
});

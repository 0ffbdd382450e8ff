// Forgotten password and lost code: an earlier case, shared with the new account, read there with every check, and by nobody else.
import { beforeAll, describe, expect, test } from 'vitest';
import { createReaderWorker } from '../reader';
import { letter, newAgency, newColleague, newSeeker, openFromPool, otherwise, place, read, Rows, say, signIn, takeOver, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import type { Case, Grant, Sealed } from '../wire';

const rows = new Rows();
let lead: Somebody, ben: Somebody, before: Somebody, now: Somebody, old: string, fresh: string;

/** Signs in as one who comes back. */
async function back({ uid, code }: Somebody): Promise<Somebody> {
  const ask = createReaderWorker();
  await ask('codeLogin', { ...place, realm: 'seeker', code });
  const { vault } = await ask('signedIn', { ...place, session: rows.session(uid, 'rc') });
  rows.keep(uid, vault);
  return { ask, uid, code };
}

const shared = (own: boolean): Case['shared'] => ({ at: 0, own, cases: [] });
const rowFor = (id: string, uid: string, own = true): Case => ({ ...rows.caseFor(id, uid), shared: shared(own) });

/** As the server keeps it. */
const kept = async (to = fresh): Promise<Grant> => {
  const { grant } = await ben.ask('relink', { case: rows.caseFor(old, ben.uid), to: rows.caseFor(to, ben.uid) });
  return { ...grant, to_uid: rows.cases.get(to)!.row.seeker, to_role: null, by: ben.uid, why: 'relink', until: null };
};

beforeAll(async () => {
  lead = await newAgency(rows);
  ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
  before = await newSeeker(rows);
  old = await write(rows, before, { ...letter, text: 'Mein erster Brief.' });
  await takeOver(rows, ben, old);
  await read(rows, ben, old);
  await say(rows, ben, old, 'Meine Antwort.');
  now = await newSeeker(rows);
  fresh = await write(rows, now, { ...letter, text: 'Ich komme nicht mehr hinein.', name: 'Sonne 2' });
  await takeOver(rows, ben, fresh);
}, 60_000);

describe('an earlier case', () => {
  test('is read by the new account, counts as read, and stays with it', async () => {
    const reader = await back(now), grant = await kept();
    const { self, vault } = await reader.ask('adopt', { case: rowFor(old, now.uid), grants: [grant], members: rows.members });
    rows.keep(now.uid, vault);
    rows.cases.get(old)!.selves.set(now.uid, self!);
    const opened = await read(rows, reader, old);
    expect(opened.messages.map(({ text, state, mine, role }) => [text, state, mine, role])).toEqual([['Mein erster Brief.', 'open', false, 'seeker'], ['Meine Antwort.', 'open', false, 'counsellor']]);
    expect([opened.profile?.name, opened.notes]).toEqual(['Sonne', []]);
    const again = await back(now);
    expect((await read(rows, again, old)).messages.map(({ state }) => state)).toEqual(['open', 'open']);
    expect((await read(rows, await back(before), old)).messages.length).toBe(2); // nothing has changed for the account of before
    expect(await refusal(() => again.ask('details', { case: rows.caseFor(old, now.uid), name: 'Ich', age: null, gender: null }))).toBe('state');
  });

  test('without the grant nobody believes a case to be shared', async () => {
    const reader = await back(await newSeeker(rows)), row = rowFor(old, reader.uid);
    expect(await refusal(() => reader.ask('adopt', { case: row, grants: [], members: rows.members }))).toBe('state');
    expect(await refusal(() => reader.ask('openCase', { case: { ...row, self: rows.caseFor(old, before.uid).self }, messages: [], notes: [], members: rows.members }))).toBe('G4');
  });

  const wrong: [string, (grant: Grant, row: Case) => { grant: Grant; row: Case }, string][] = [
    ['a grant that says it is for somebody else', (grant, row) => ({ grant: { ...grant, to_uid: before.uid }, row }), 'state'],
    ['a grant of another epoch', (grant, row) => ({ grant: { ...grant, epoch: 1 }, row }), 'state'],
    ['a row with another key', (grant, row) => ({ grant, row: { ...row, ck_id: rows.caseFor(fresh, now.uid).ck_id } }), 'G4'],
    ['the row of another case', (grant) => ({ grant, row: rowFor(old === fresh ? old : fresh, before.uid) }), 'G4'],
    ['a row that says it is one\'s own', (grant, row) => ({ grant, row: { ...row, seeker: now.uid } }), 'G6'],
    ['a later epoch without its link', (grant, row) => ({ grant: { ...grant, epoch: 1 }, row: { ...row, epoch: 1 } }), 'G4'],
  ];
  test.each(wrong)('%s is refused', async (_, change, check) => {
    const third = await newSeeker(rows), mine = await write(rows, third, { ...letter, text: 'Noch ein Brief.' });
    await takeOver(rows, ben, mine);
    const reader = await back(third), { grant, row } = change(await kept(mine), rowFor(old, third.uid));
    const own = (uid: string | null): string | null => (uid === now.uid ? third.uid : uid);
    expect(await refusal(() => reader.ask('adopt', { case: { ...row, seeker: own(row.seeker)! }, grants: [grant], members: rows.members }))).toBe(check);
  });

  test('a grant made for one account opens with no other', async () => {
    const third = await back(await newSeeker(rows)), grant = await kept();
    expect(await refusal(() => third.ask('adopt', { case: rowFor(old, third.uid), grants: [{ ...grant, to_uid: third.uid }], members: rows.members }))).toBe('G3');
  });
});

describe('keys that are not what they should be', () => {
  test('the key of the pool given to a seeker is not the key of a case', async () => {
    const reader = await back(now), key = rows.keyGrants.find(({ to_uid }) => to_uid === ben.uid)!, grant = await kept();
    const file = await otherwise(rows, key.file, ben, lead, now, () => ({}));
    expect(await refusal(() => reader.ask('adopt', { case: rowFor(old, now.uid), grants: [{ ...grant, file }], members: rows.members }))).toBe('G2');
  });

  test('nobody of the staff takes in a case like a seeker', async () => {
    const grant = await kept(), file = await otherwise(rows, grant.file, now, ben, lead, () => ({})), row = { ...rowFor(old, lead.uid), self: null };
    expect(await refusal(() => lead.ask('adopt', { case: row, grants: [{ ...grant, to_uid: lead.uid, file }], members: rows.members }))).toBe('state');
  });
});

describe('sharing', () => {
  test('not with the same account, not of a case that one does not have', async () => {
    expect(await refusal(() => ben.ask('relink', { case: rows.caseFor(old, ben.uid), to: rows.caseFor(old, ben.uid) }))).toBe('state');
    expect(await refusal(() => lead.ask('relink', { case: rows.caseFor(old, lead.uid), to: rows.caseFor(fresh, lead.uid) }))).toBe('state');
  });

  test('not to a key that a server names: the profile is the one that was pinned', async () => {
    const row = rows.caseFor(fresh, ben.uid);
    expect(await refusal(() => ben.ask('relink', { case: rows.caseFor(old, ben.uid), to: { ...row, profile: rows.caseFor(old, ben.uid).profile } }))).toBe('box');
    expect(await refusal(() => ben.ask('relink', { case: rows.caseFor(old, ben.uid), to: { ...row, seeker: before.uid } }))).toBe('state');
  });

  test('both must be one\'s own cases, and the new one confirmed: its profile is pinned', async () => {
    const desk = await signIn(rows, 'staff', ben), row = (id: string, self = rows.caseFor(id, ben.uid).self): Case => ({ ...rows.caseFor(id, ben.uid), self });
    expect(await refusal(() => desk.ask('relink', { case: row(old, null), to: row(fresh) }))).toBe('state');
    const other = await signIn(rows, 'staff', ben);
    expect(await refusal(() => other.ask('relink', { case: row(old), to: row(fresh, null) }))).toBe('state');
    const waiting = await write(rows, await newSeeker(rows), { ...letter, text: 'Eben erst angenommen.' });
    await openFromPool(rows, other, waiting);
    const { nk_id, self } = await other.ask('accept', { case: waiting });
    const again = await signIn(rows, 'staff', ben), taken = { ...rows.caseFor(waiting, ben.uid), nk_id, self: self as Sealed };
    expect(await refusal(() => again.ask('relink', { case: row(old), to: taken }))).toBe('state');
    expect((await again.ask('relink', { case: row(old), to: row(fresh) })).grant.epoch).toBe(0);
  });

  test('a seeker has no such verb', async () => {
    expect(await refusal(() => now.ask('relink', { case: rows.caseFor(old, now.uid), to: rows.caseFor(fresh, now.uid) }))).toBe('state');
    expect(await refusal(() => now.ask('adopt', { case: rows.caseFor(old, now.uid), grants: [], members: rows.members }))).toBe('state'); // the small worker
  });

  const published = async (manifest: string): Promise<void> => {
    rows.manifests.push(manifest);
    for (const one of [lead, ben]) rows.keep(one.uid, (await one.ask('manifest', { roots: rows.roots, manifest, manifests: rows.manifests })).vault);
  };

  test('not where the agency does not do so', async () => {
    for (const on of [false, true]) {
      const { body, vault } = await lead.ask('setRelink', { on });
      rows.keep(lead.uid, vault);
      await published(body.manifest);
      expect(await refusal(() => kept())).toBe(on ? null : 'policy');
    }
  });

  test('by nobody who has left', async () => {
    await lead.ask('members', { members: rows.members });
    const { body, vault } = await lead.ask('dismiss', { uid: ben.uid });
    rows.keep(lead.uid, vault);
    await published(body.manifest);
    expect(await refusal(() => kept())).toBe('state');
  });
});

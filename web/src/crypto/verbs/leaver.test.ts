// Who has left: what they wrote before, and what becomes of it for those who stay (E2). And an enquiry that was taken over in another tab.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newAgency, newColleague, newId, newSeeker, openFromPool, read, Rows, say, signIn, takeOver, write, type Somebody } from '../testing';
import type { Grant } from '../wire';

const rows = new Rows();
let lead: Somebody, ben: Somebody, seeker: Somebody, id: string;
beforeAll(async () => { lead = await newAgency(rows); });
beforeEach(async () => {
  ben = await newColleague(rows, lead, `Ben ${newId().slice(0, 4)}`, ['counsellor', 'intake']);
  seeker = await newSeeker(rows);
  id = await write(rows, seeker);
  await takeOver(rows, ben, id);
  await read(rows, ben, id);
});

const states = (messages: { state: string; check?: string }[]) => messages.map(({ state, check }) => (check ? `${state} ${check}` : state));

/** Everybody who is asked about has the newest directory. */
async function leaves(who: Somebody, ...others: Somebody[]): Promise<void> {
  await lead.ask('members', { members: rows.members });
  const { body, vault } = await lead.ask('dismiss', { uid: who.uid });
  rows.manifests.push(body.manifest);
  rows.keep(lead.uid, vault);
  for (const one of [lead, ...others]) {
    rows.keep(one.uid, (await one.ask('manifest', { roots: rows.roots, manifest: body.manifest, manifests: rows.manifests })).vault);
    await one.ask('members', { members: rows.members });
  }
}

async function putBack(who: Somebody): Promise<void> {
  const { grants } = await who.ask('putBack', { case: id }), found = rows.cases.get(id)!;
  found.grants.push(...grants.map((grant): Grant => ({ id: grant.id, epoch: 0, to_uid: null, to_role: grant.role, by: who.uid, why: 'release', until: null, file: grant.file })));
  found.selves.delete(who.uid);
  Object.assign(found.row, { state: 'open', counsellor: null });
}

describe('a letter of somebody who has left', () => {
  test('that nobody had read stays refused, also when later ones have been read, here and in a new page', async () => {
    await read(rows, seeker, id);
    await say(rows, ben, id, 'Der letzte Brief von Ben.');
    await leaves(ben, seeker);
    expect(states((await read(rows, seeker, id)).messages)).toEqual(['open', 'sealed E2']);
    await say(rows, seeker, id, 'Ist da noch jemand?');
    for (const who of [() => seeker, () => seeker, () => signIn(rows, 'seeker', seeker)]) expect(states((await read(rows, await who(), id)).messages)).toEqual(['open', 'sealed E2', 'open']);
  });

  test('is sealed by nobody who is no longer named', async () => {
    await leaves(ben, ben);
    await expect(ben.ask('message', { case: id, id: newId(), text: 'Noch ein Wort.', lang: 'de', kind: 'message' })).rejects.toMatchObject({ check: 'state' });
  });

  test('that had been read before stays readable', async () => {
    await say(rows, ben, id, 'Brief von Ben.');
    await read(rows, seeker, id);
    await leaves(ben, seeker);
    await say(rows, seeker, id, 'Danke.');
    for (const who of [() => seeker, () => signIn(rows, 'seeker', seeker)]) expect(states((await read(rows, await who(), id)).messages)).toEqual(['open', 'open', 'open']);
  });
});

describe('a case of somebody who has left, put back before', () => {
  test('is not shown in a list by what a page held of it before, where its grant is no longer good', async () => {
    const other = await write(rows, seeker), found = () => rows.cases.get(other)!;
    await openFromPool(rows, lead, other); // the lead has looked at it
    await takeOver(rows, ben, other);
    id = other;
    await putBack(ben);
    const listed = async () => (await lead.ask('cases', { cases: [{ case: rows.caseFor(other, lead.uid), grant: found().grants.find(({ to_role }) => to_role === 'intake')! }], members: rows.members }))[0];
    expect((await listed())?.state).toBe('open');
    await leaves(ben);
    expect(await listed()).toMatchObject({ state: 'sealed', check: 'G6', profile: null });
  });

  test('is read with its notes by whoever takes it over, also by somebody who had it earlier; later notes under the old name are refused', async () => {
    await say(rows, ben, id, 'Erster Vermerk.', 'note');
    await putBack(ben);
    await takeOver(rows, lead, id);
    expect(states((await read(rows, lead, id)).notes)).toEqual(['open']);
    await putBack(lead);
    await takeOver(rows, ben, id);
    await read(rows, ben, id);
    await say(rows, ben, id, 'Zweiter Vermerk.', 'note');
    await putBack(ben);
    await takeOver(rows, lead, id);
    await leaves(ben);
    expect(states((await read(rows, lead, id)).notes)).toEqual(['open', 'open']);
    expect(states((await read(rows, await signIn(rows, 'staff', lead), id)).notes)).toEqual(['open', 'open']);
    const forged = { ...await ben.ask('message', { case: id, id: newId(), text: 'Von einem, der nicht mehr da ist.', lang: 'de', kind: 'note' }) };
    rows.post(id, ben.uid, forged);
    expect(states((await read(rows, lead, id)).notes)).toEqual(['open', 'open', 'sealed E2']);
  });
});

test('an enquiry that was looked at in one tab and taken over in another opens in both', async () => {
  const other = await write(rows, seeker), tab = await signIn(rows, 'staff', ben);
  await openFromPool(rows, tab, other);
  await takeOver(rows, ben, other);
  expect(states((await read(rows, ben, other)).messages)).toEqual(['open']);
  rows.keep(tab.uid, (await tab.ask('refreshed', { vault: rows.accounts.get(tab.uid)!.vault })).vault);
  expect(states((await read(rows, tab, other)).messages)).toEqual(['open']);
});

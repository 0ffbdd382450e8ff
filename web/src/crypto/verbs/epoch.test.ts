// New keys of a case: who reads on reads everything, whoever knows only the old ones reads nothing new, and nothing goes back.
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { b64, unb64 } from '../bytes';
import { openBox, sealBox } from '../box';
import type { CaseGrant, GrantBody } from '../grant';
import { backAd, linkOf, nkIdOf } from '../keys';
import { where } from '../place';
import { random } from '../primitives';
import { createReaderWorker } from '../reader';
import { leaves, follows, intakeGrant, letter, newAgency, newColleague, newSeeker, openFromPool, otherwise, place, read, Rows, say, signIn, takeOver, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import type { Case, Grant, Message, NewEpoch, Sealed } from '../wire';

const rows = new Rows();
let lead: Somebody, ben: Somebody;

beforeAll(async () => {
  lead = await newAgency(rows);
  ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
}, 60_000);

async function back({ uid, code }: Somebody): Promise<Somebody> {
  const ask = createReaderWorker();
  await ask('codeLogin', { ...place, realm: 'seeker', code });
  rows.keep(uid, (await ask('signedIn', { ...place, session: rows.session(uid, 'rc') })).vault);
  return { ask, uid, code };
}

/** What an honest server does with new keys. */
function keep(id: string, by: Somebody, made: NewEpoch): Grant[] {
  const found = rows.cases.get(id)!;
  found.selves = new Map([[by.uid, made.self]]);
  Object.assign(found.row, { epoch: made.epoch, ck_id: made.ck_id, nk_id: made.nk_id, profile: made.profile, back: [...found.row.back, { epoch: made.epoch, ...made.back }] } satisfies Partial<Case>);
  found.grants = made.people.map(({ id: grant, to_uid, file }) => ({ id: grant, epoch: made.epoch, to_uid, to_role: null, by: by.uid, why: 'rotate', until: null, file }));
  return found.grants;
}

const rotate = async (id: string, by = ben, shared: Case[] = []): Promise<Grant[]> => keep(id, by, await by.ask('rotate', { case: rows.caseFor(id, by.uid), shared }));

async function adopts(somebody: Somebody, id: string): Promise<void> {
  const { self, vault } = await somebody.ask('adopt', { case: rows.caseFor(id, somebody.uid), grants: rows.cases.get(id)!.grants, members: rows.members });
  rows.keep(somebody.uid, vault);
  rows.cases.get(id)!.selves.set(somebody.uid, self);
}

/** Reads, and stores nothing of it. */
const looks = (who: Somebody, id: string) =>
  who.ask('openCase', { case: rows.caseFor(id, who.uid), messages: rows.cases.get(id)!.messages, notes: who.uid === ben.uid ? rows.cases.get(id)!.notes : [], members: rows.members });

async function taken(): Promise<{ seeker: Somebody; id: string }> {
  const seeker = await newSeeker(rows), id = await write(rows, seeker, { ...letter, text: 'Unter dem ersten Schlüssel.' });
  await takeOver(rows, ben, id);
  await read(rows, ben, id);
  await say(rows, ben, id, 'Eine Antwort.');
  await say(rows, ben, id, 'Ein Vermerk.', 'note');
  return { seeker: await back(seeker), id };
}

describe('new keys', () => {
  test('the history stays open, twice over; what is new opens under the newest', async () => {
    const { seeker, id } = await taken();
    await read(rows, seeker, id);
    for (const text of ['Unter dem zweiten.', 'Unter dem dritten.']) {
      await rotate(id);
      await adopts(seeker, id);
      await read(rows, seeker, id);
      await say(rows, seeker, id, text);
      await read(rows, ben, id);
      await say(rows, ben, id, `Gelesen: ${text}`);
      await say(rows, ben, id, `Vermerk: ${text}`, 'note');
    }
    const all = ['Unter dem ersten Schlüssel.', 'Eine Antwort.', 'Unter dem zweiten.', 'Gelesen: Unter dem zweiten.', 'Unter dem dritten.', 'Gelesen: Unter dem dritten.'];
    for (const who of [seeker, await back(seeker), ben, await signIn(rows, 'staff', ben)]) {
      const { messages, notes, profile, gap } = await looks(who, id);
      expect([messages.map(({ text }) => text), messages.every(({ state }) => state === 'open'), profile?.name, gap]).toEqual([all, true, 'Sonne', false]);
      expect(notes.length).toBe(who.uid === ben.uid ? 3 : 0);
    }
    expect(rows.cases.get(id)!.messages.map(({ epoch }) => epoch)).toEqual([0, 0, 1, 1, 2, 2]);
  }, 30_000);

  test('whoever has the old keys opens nothing new', async () => {
    const { seeker, id } = await taken(), old = await signIn(rows, 'staff', ben);
    await looks(old, id);
    await rotate(id);
    await adopts(seeker, id);
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Nur noch für Ben.');
    const { row } = rows.cases.get(id)!, link = row.back[0]!;
    // The page of before with the rows of now: it holds the keys of epoch 0, and no copy of those of epoch 1.
    expect(await refusal(() => old.ask('openCase', { case: { ...row, self: null }, messages: rows.cases.get(id)!.messages, notes: [], members: rows.members }))).toBe('state');
    expect(await refusal(() => openBox(unb64(row.ck_id + row.ck_id).slice(0, 32), new Uint8Array(0), unb64(link.ck)))).toBe('box');
  });

  test('put back, the case goes to the next one with all of it', async () => {
    const { seeker, id } = await taken();
    await rotate(id);
    await adopts(seeker, id);
    await read(rows, ben, id);
    const { grants } = await ben.ask('putBack', { case: id }), found = rows.cases.get(id)!;
    Object.assign(found.row, { state: 'open', counsellor: null });
    found.grants = grants.map(({ id: grant, role, file }) => ({ id: grant, epoch: 1, to_uid: null, to_role: role, by: ben.uid, why: 'release', until: null, file }));
    expect((await openFromPool(rows, lead, id)).messages.map(({ state }) => state)).toEqual(['open', 'open']);
    const row = rows.caseFor(id, lead.uid);
    expect(await refusal(() => lead.ask('openEnquiry', { case: { ...row, back: [] }, grant: intakeGrant(rows, id), messages: [], members: rows.members }))).toBe('G7');
    await takeOver(rows, lead, id);
    expect((await read(rows, lead, id)).notes.map(({ text }) => text)).toEqual(['Ein Vermerk.']);
  });

  test('confirmed in another page than it was taken over in, all of it is there', async () => {
    const { seeker, id } = await taken();
    await rotate(id);
    await adopts(seeker, id);
    await read(rows, ben, id);
    const { grants } = await ben.ask('putBack', { case: id }), found = rows.cases.get(id)!;
    Object.assign(found.row, { state: 'open', counsellor: null });
    found.grants = grants.map(({ id: grant, role, file }) => ({ id: grant, epoch: 1, to_uid: null, to_role: role, by: ben.uid, why: 'release', until: null, file }));
    await openFromPool(rows, lead, id);
    const { nk_id, self } = await lead.ask('accept', { case: id }), reloaded = await signIn(rows, 'staff', lead);
    Object.assign(found.row, { state: 'taken', counsellor: lead.uid, nk_id });
    found.selves.set(lead.uid, self);
    rows.keep(lead.uid, (await reloaded.ask('confirm', { case: rows.caseFor(id, lead.uid) })).vault);
    expect((await read(rows, reloaded, id)).messages.map(({ state }) => state)).toEqual(['open', 'open']);
    expect((await reloaded.ask('putBack', { case: id })).grants.length).toBe(1);
  });

  // Who has not written in it yet confirms with every first look of a page; this one has the keys of before at hand, because it has just made the new ones.
  test('confirmed anew in the page that has made them', async () => {
    const seeker = await newSeeker(rows), id = await write(rows, seeker, { ...letter, text: 'Unter dem ersten Schlüssel.' });
    await takeOver(rows, ben, id);
    await read(rows, ben, id);
    await rotate(id);
    rows.keep(ben.uid, (await ben.ask('confirm', { case: rows.caseFor(id, ben.uid) })).vault);
    expect((await read(rows, ben, id)).messages.map(({ state }) => state)).toEqual(['open']);
    await say(rows, ben, id, 'Eine Antwort.');
    expect(rows.cases.get(id)!.messages.map(({ epoch }) => epoch)).toEqual([0, 1]);
  });

  // Put back under the new keys and taken from the pool again: what was pinned last is older than what was opened, so the pins alone would not tell.
  test('taken over again, it is not confirmed under the keys of before', async () => {
    const { id } = await taken(), before = structuredClone(rows.caseFor(id, ben.uid)), found = rows.cases.get(id)!;
    await rotate(id);
    await ben.ask('cases', { cases: [{ case: rows.caseFor(id, ben.uid), grant: null }], members: rows.members });
    const { grants } = await ben.ask('putBack', { case: id });
    Object.assign(found.row, { state: 'open', counsellor: null });
    found.grants = grants.map(({ id: grant, role, file }) => ({ id: grant, epoch: 1, to_uid: null, to_role: role, by: ben.uid, why: 'release', until: null, file }));
    await openFromPool(rows, ben, id);
    expect(await refusal(() => ben.ask('confirm', { case: before }))).toBe('G5');
  });

  test('an account that reads along goes on, or does not', async () => {
    const { id } = await taken(), other = await newSeeker(rows), fresh = await write(rows, other, { ...letter, text: 'Neu.' });
    await takeOver(rows, ben, fresh);
    const { grant } = await ben.ask('relink', { case: rows.caseFor(id, ben.uid), to: rows.caseFor(fresh, ben.uid) }), reader = await back(other);
    rows.cases.get(id)!.grants = [{ ...grant, to_uid: other.uid, to_role: null, by: ben.uid, why: 'relink', until: null }];
    await adopts(reader, id);
    await rotate(id, ben, [rows.caseFor(fresh, ben.uid)]);
    await adopts(reader, id);
    expect((await read(rows, reader, id)).messages.map(({ state }) => state)).toEqual(['open', 'open']);
    await rotate(id);
    expect(await refusal(() => adopts(reader, id))).toBe('state');
  });

  test('an account reads along by the profile that was pinned with a case of one\'s own', async () => {
    const { id } = await taken(), { id: own } = await taken(), desk = await signIn(rows, 'staff', ben), rowOf = (which: string) => rows.caseFor(which, ben.uid);
    expect(await refusal(() => desk.ask('rotate', { case: rowOf(id), shared: [{ ...rowOf(own), self: null }] }))).toBe('state');
    const waiting = await write(rows, await newSeeker(rows), { ...letter, text: 'Eben erst angenommen.' });
    await openFromPool(rows, desk, waiting);
    const { nk_id, self } = await desk.ask('accept', { case: waiting }), again = await signIn(rows, 'staff', ben);
    expect(await refusal(() => again.ask('rotate', { case: rowOf(id), shared: [{ ...rowOf(waiting), nk_id, self }] }))).toBe('state');
    expect((await again.ask('rotate', { case: rowOf(id), shared: [rowOf(own)] })).people.length).toBe(2);
  });
});

describe('what does not open as it was sealed is not handed out', () => {
  afterEach(() => { vi.restoreAllMocks(); });

  const kinds: [string, (length: number) => boolean, number, number][] = [
    ['the own copy, with another note key', (length) => length === 64, 1, 40],
    ['the back-link', (length) => length === 32, 1, 0],
    ['the back-link of the notes', (length) => length === 32, 2, 0],
    ['the profile', (length) => length >= 1000, 2, 16], // the stored one, then the new one: a letter of the name
  ];
  test.each(kinds)('%s', async (_, is, which, at) => {
    const { id } = await taken(), decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    let opened = 0;
    vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (...a) => {
      const bytes = new Uint8Array(await decrypt(...a));
      if (is(bytes.length) && ++opened === which) bytes[at]! ^= 1;
      return bytes.buffer;
    });
    expect(await refusal(() => ben.ask('rotate', { case: rows.caseFor(id, ben.uid), shared: [] }))).toBe('seal');
    expect(opened).toBe(which);
  });
});

describe('what a server may hand back', () => {
  const wrong: [string, (row: Case, before: Case) => Case, string][] = [
    ['no back-link', (row) => ({ ...row, back: [] }), 'G7'],
    ['the back-link of another case', (row) => ({ ...row, back: [{ ...row.back[0]!, ck: row.back[0]!.nk! }] }), 'box'],
    ['the key id of before', (row, before) => ({ ...row, ck_id: before.ck_id }), 'G4'],
    ['the epoch of before with the new key', (row) => ({ ...row, epoch: 0 }), 'G4'],
    ['an epoch that skips one', (row) => ({ ...row, epoch: 2 }), 'state'],
  ];
  test.each(wrong)('%s is refused', async (_, change, check) => {
    const { seeker, id } = await taken();
    await read(rows, seeker, id);
    const before = rows.caseFor(id, seeker.uid), grants = await rotate(id);
    expect(await refusal(() => seeker.ask('adopt', { case: change(rows.caseFor(id, seeker.uid), before), grants, members: rows.members }))).toBe(check);
  });

  test('a letter of before put behind one of later is not shown as if it were new', async () => {
    const { seeker, id } = await taken();
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Noch unter dem ersten.');
    await rotate(id);
    await adopts(seeker, id);
    await read(rows, ben, id);
    await say(rows, ben, id, 'Schon unter dem zweiten.');
    const { messages } = rows.cases.get(id)!, [mine, theirs] = messages.slice(-2) as [Message, Message];
    const moved = [...messages.slice(0, -2), { ...theirs, order: mine.order }, { ...mine, order: theirs.order }];
    const { messages: shown } = await ben.ask('openCase', { case: rows.caseFor(id, ben.uid), messages: moved, notes: [], members: rows.members });
    expect(shown.map(({ state, check }) => [state, check]).at(-1)).toEqual(['sealed', 'E4']);
  });

  test('new keys that do not follow from those that were pinned', async () => {
    const { seeker, id } = await taken(), other = await taken();
    await read(rows, seeker, id);
    const pinned = { ...rows.cases.get(id)!.row };
    const grants = await rotate(other.id);
    // Everything of another case's epoch under the id of this one.
    expect(await refusal(() => seeker.ask('adopt', { case: { ...rows.caseFor(other.id, seeker.uid), id, seeker: seeker.uid }, grants: grants.map((one) => ({ ...one, to_uid: seeker.uid })), members: rows.members }))).toBe('G3');
    await rotate(id);
    await adopts(seeker, id);
    expect(await refusal(() => seeker.ask('openCase', { case: { ...pinned, self: rows.caseFor(id, seeker.uid).self }, messages: [], notes: [], members: rows.members }))).toBe('G4'); // back to epoch 0
  });

  test('new keys of its counsellor that lead back to another key than the one pinned, or hold the key of the notes', async () => {
    const { seeker, id } = await taken(), at = where(place);
    await read(rows, seeker, id);
    const [grant] = await rotate(id), row = rows.caseFor(id, seeker.uid), other = random(32), nk = random(32), epoch = { id: unb64(id), epoch: 1, ckId: unb64(row.ck_id) };
    const attempt = async (change: (body: GrantBody) => Promise<object> | object, back = row.back) => {
      const file = await otherwise(rows, grant!.file, seeker, ben, seeker, change);
      return refusal(() => seeker.ask('adopt', { case: { ...row, back }, grants: [{ ...grant!, file }], members: rows.members }));
    };
    expect(await attempt(async () => ({ nk: b64(nk), nk_id: b64(await nkIdOf(nk)) }))).toBe('G6');
    let ck = new Uint8Array(32);
    const link = async (body: GrantBody) => { ck = unb64((body as CaseGrant).ck); return { link: b64(await linkOf(other, at, epoch)) }; };
    await attempt(link); // the key that the back-link is to be sealed under
    expect(await attempt(link, [{ ...row.back[0]!, ck: b64(await sealBox(ck, backAd('sg1/back', at, unb64(id), 1), other)) as Sealed }])).toBe('G4');
    expect(await attempt(() => ({}))).toBeNull();
  });

  test('a message of an epoch that is over, behind one of the next', async () => {
    const { seeker, id } = await taken();
    await read(rows, seeker, id);
    await rotate(id);
    await adopts(seeker, id);
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Neu.');
    const { messages } = rows.cases.get(id)!, [first, second, third] = messages;
    const opened = await ben.ask('openCase', { case: rows.caseFor(id, ben.uid), messages: [first!, { ...third!, order: 2 }, { ...second!, order: 3 }], notes: [], members: rows.members });
    rows.keep(ben.uid, opened.vault);
    expect(opened.messages.at(-1)!.check).toBe('E4');
  });

  test('nobody who has left makes new keys', async () => {
    const desk = await signIn(rows, 'staff', lead), cem = await newColleague(rows, desk, 'Cem', ['counsellor', 'intake']), id = await write(rows, await newSeeker(rows));
    await takeOver(rows, cem, id);
    await leaves(rows, desk, cem);
    for (const one of [ben, cem]) await follows(rows, one);
    expect(await refusal(() => cem.ask('rotate', { case: rows.caseFor(id, cem.uid), shared: [] }))).toBe('state');
  });

  test('only its counsellor makes new keys', async () => {
    const { seeker, id } = await taken();
    expect(await refusal(() => lead.ask('rotate', { case: rows.caseFor(id, lead.uid), shared: [] }))).toBe('state');
    expect(await refusal(() => seeker.ask('rotate', { case: rows.caseFor(id, seeker.uid), shared: [] }))).toBe('state');
    const waiting = await write(rows, await newSeeker(rows), { ...letter, text: 'Noch im Eingang.' });
    expect(await refusal(() => ben.ask('rotate', { case: rows.caseFor(id, ben.uid), shared: [rows.caseFor(waiting, ben.uid)] }))).toBe('state');
  });
});

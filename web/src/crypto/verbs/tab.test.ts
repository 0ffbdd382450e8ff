// A reload against a server that hands out the tab of another time, session or person.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { b64 } from '../bytes';
import { createWorker } from '../index';
import { newAgency, newColleague, newId, newSeeker, place, read, Rows, say, takeOver, write, type Somebody } from '../testing';
import type { OpenedTab } from '../verbs';
import type { Session } from '../wire';
import { refusal } from '../vectors';

const rows = new Rows();
let lead: Somebody;
beforeAll(async () => { lead = await newAgency(rows); });

/** Signed in by code, so that the session is known; `again` is what GET session says at the reload. */
async function signedIn(who: Somebody) {
  const ask = createWorker(), { realm } = rows.accounts.get(who.uid)!.body, session = rows.session(who.uid, 'rc');
  await ask('codeLogin', { ...place, realm, code: who.code });
  await ask('signedIn', { ...place, session, records: rows.records });
  return { ask, again: (): Session => ({ ...rows.session(who.uid, null), handle: session.handle }) };
}

async function reload(session: Session, tab: OpenedTab) {
  const ask = createWorker(), wanted = await ask('missing', { ...place, session, tab });
  return { ask, me: await ask('signedIn', { ...place, session, tab, manifests: wanted.seqs.map((seq) => rows.manifests[seq - 1]!), records: rows.records }) };
}

let seeker: Somebody, page: Awaited<ReturnType<typeof signedIn>>;
beforeEach(async () => {
  seeker = await newSeeker(rows);
  page = await signedIn(seeker);
});

describe('a reload', () => {
  test('goes on without anything typed, where the page was; the new page makes a new key', async () => {
    const made = await page.ask('tab', { where: 'case 7' }), { ask, me } = await reload(page.again(), made);
    expect([me.uid, me.where, me.vault]).toEqual([seeker.uid, 'case 7', null]);
    expect(await createWorker()('tabId', { key: made.key })).toEqual({ id: made.id });
    const next = await ask('tab', { where: null });
    expect(next.key).not.toBe(made.key);
    expect((await reload(page.again(), next)).me.where).toBeNull();
    await ask('enquiry', { topic: '', lang: 'de', text: 'Nach dem Neuladen.', name: '', age: null, gender: null, answers: [] });
  });

  test('staff too, with their keys; what they had open opens again', async () => {
    const ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']), id = await write(rows, seeker);
    await takeOver(rows, ben, id);
    const desk = await signedIn(ben), made = await desk.ask('tab', { where: null }), { ask, me } = await reload(desk.again(), made);
    expect([me.roles, me.alias]).toEqual([['counsellor', 'intake'], 'Ben']);
    const back = { ...ben, ask };
    expect((await read(rows, back, id)).messages.map(({ state }) => state)).toEqual(['open']);
    await say(rows, back, id, 'Antwort nach dem Neuladen.');
  });

  test('the page moves on: the same key, another place', async () => {
    expect(await refusal(() => page.ask('where', { where: 'x' }))).toBe('state');
    const made = await page.ask('tab', { where: 'list' }), moved = await page.ask('where', { where: 'case' });
    expect(moved.id).toBe(made.id);
    expect((await reload(page.again(), { key: made.key, tab: moved.tab })).me.where).toBe('case');
    expect((await reload(page.again(), { key: made.key, tab: (await page.ask('where', { where: null })).tab })).me.where).toBeNull();
  });

  test('of another session, person, place or key opens nothing', async () => {
    const made = await page.ask('tab', { where: 'x' }), other = await signedIn(await newSeeker(rows)), theirs = await other.ask('tab', { where: 'x' });
    expect(await refusal(() => reload({ ...page.again(), handle: newId() }, made))).toBe('box');
    expect(await refusal(() => reload({ ...page.again(), handle: 'x' }, made))).toBe('wrap');
    expect(await refusal(() => reload(other.again(), made))).toBe('box');
    expect(await refusal(() => reload(page.again(), theirs))).toBe('box');
    expect(await refusal(() => reload(page.again(), { ...made, key: theirs.key }))).toBe('box');
    expect(await refusal(() => reload(page.again(), { ...made, key: 'x' }))).toBe('box');
    expect(await refusal(() => reload(page.again(), { ...made, tab: { ...made.tab, where: theirs.tab.where } }))).toBe('box');
    expect(await refusal(() => reload({ ...page.again(), agency: newId() }, made))).toBe('wrap');
    expect(await refusal(() => reload({ ...page.again(), realm: 'staff' }, made))).toBe('wrap');
    const elsewhere = createWorker();
    expect(await refusal(() => elsewhere('signedIn', { ...place, origin: 'https://other.example', session: page.again(), tab: made }))).toBe('box');
  });

  test('to an older vault, keyring or manifest than the tab had seen: refused', async () => {
    const before = structuredClone(rows.accounts.get(seeker.uid)!);
    await write(rows, { ...seeker, ask: page.ask });
    const made = await page.ask('tab', { where: null }), now = page.again();
    expect((await reload(now, made)).me.uid).toBe(seeker.uid);
    expect(await refusal(() => reload({ ...now, vault: before.vault }, made))).toBe('set-back');
    const ben = await newColleague(rows, lead, `Ben ${newId().slice(0, 4)}`, ['counsellor', 'intake']), desk = await signedIn(ben), theirs = await desk.ask('tab', { where: null });
    const { body } = rows.accounts.get(ben.uid)!;
    expect(await refusal(() => reload({ ...desk.again(), keyring: { version: 1, box: body.keyring } }, theirs))).toBe('set-back');
    expect(await refusal(() => reload({ ...desk.again(), manifest: rows.manifests[0]! }, theirs))).toBe('set-back');
    expect(await refusal(() => reload({ ...desk.again(), manifest: null, roots: [] }, theirs))).toBe('set-back');
  });

  test('what the page knows to be stored is named from then on; what was only made is not', async () => {
    const id = await write(rows, seeker), ben = await newColleague(rows, lead, `Ben ${newId().slice(0, 4)}`, ['counsellor', 'intake']);
    await takeOver(rows, ben, id);
    const desk = await signedIn(ben), older = desk.again(), { vault } = await desk.ask('openCase', { case: rows.caseFor(id, ben.uid), messages: rows.cases.get(id)!.messages, notes: [], members: rows.members });
    expect(vault).toBeNull();
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Noch etwas.');
    const opened = await desk.ask('openCase', { case: rows.caseFor(id, ben.uid), messages: rows.cases.get(id)!.messages, notes: [], members: rows.members });
    const loose = await desk.ask('tab', { where: null });
    expect((await reload(older, loose)).me.uid).toBe(ben.uid);
    rows.keep(ben.uid, opened.vault);
    const stored = { keyring: older.keyring.version, vault: opened.vault!.version }, tight = await desk.ask('where', { where: null, stored });
    expect(await refusal(() => reload(older, { key: loose.key, tab: tight.tab }))).toBe('set-back');
    expect((await reload(desk.again(), { key: loose.key, tab: tight.tab })).me.uid).toBe(ben.uid);
    for (const wrong of [{ ...stored, vault: stored.vault + 1 }, { ...stored, keyring: stored.keyring + 1 }]) expect(await refusal(() => desk.ask('tab', { where: null, stored: wrong }))).toBe('state');
  });

  test('an adopted keyring counts as soon as the page knows it to be stored; after joining, too', async () => {
    const ben = await newColleague(rows, lead, `Ben ${newId().slice(0, 4)}`, ['counsellor', 'intake']), handle = rows.handles.get(ben.uid)!, { body } = rows.accounts.get(ben.uid)!;
    const now = { ...rows.session(ben.uid, null), handle }, before = { ...now, keyring: { version: 1, box: body.keyring } };
    expect(now.keyring.version).toBe(2);
    const loose = await ben.ask('tab', { where: null }), tight = await ben.ask('where', { where: null, stored: { keyring: 2, vault: now.vault.version } });
    expect((await reload(before, loose)).me.uid).toBe(ben.uid);
    expect(await refusal(() => reload(before, { key: loose.key, tab: tight.tab }))).toBe('set-back');
    expect((await reload(now, { key: loose.key, tab: tight.tab })).me.uid).toBe(ben.uid);
  });

  test('the way in by a wrap is as strict as before: a session without one opens only by a tab', async () => {
    const ask = createWorker();
    await ask('codeLogin', { ...place, realm: 'seeker', code: seeker.code });
    expect(await refusal(() => ask('signedIn', { ...place, session: page.again() }))).toBe('wrap');
    expect(await refusal(() => createWorker()('signedIn', { ...place, session: rows.session(seeker.uid, 'rc') }))).toBe('state');
  });

  test('of two persons in one worker neither comes into the tab of the other', async () => {
    const made = await page.ask('tab', { where: null }), other = await newSeeker(rows);
    const session = rows.session(other.uid, 'rc');
    await page.ask('codeLogin', { ...place, realm: 'seeker', code: other.code });
    await page.ask('signedIn', { ...place, session });
    expect(await refusal(() => page.ask('where', { where: null }))).toBe('state');
    expect(await refusal(() => reload({ ...rows.session(other.uid, null), handle: session.handle }, made))).toBe('box');
  });

  test('the place is at most 200 units, and text', async () => {
    expect((await reload(page.again(), await page.ask('tab', { where: 'x'.repeat(200) }))).me.where).toBe('x'.repeat(200));
    for (const where of ['x'.repeat(201), 'halb \ud800']) expect(await refusal(() => page.ask('tab', { where }))).toBe('text');
  });

  test('before anybody is signed in there is nothing to keep', async () => {
    for (const verb of ['tab', 'where'] as const) expect(await refusal(() => createWorker()(verb, { where: null }))).toBe('state');
    expect(await refusal(() => createWorker()('tabId', { key: b64(new Uint8Array(31)) }))).toBe('box');
  });
});

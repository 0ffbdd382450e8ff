// New keys of the agency when somebody leaves who held them: who stays reads on, old and new; who left opens nothing that is sealed afterwards, with every old key and a
// dump of the server (PROTOCOL 4.2, row 7).
import { beforeAll, describe, expect, test } from 'vitest';
import { unwrapWith } from '../age';
import { unb64 } from '../bytes';
import { openBox } from '../box';
import type { CaseGrant, KeyGrant } from '../grant';
import { createWorker } from '../index';
import { messageAd } from '../message';
import { follows, intakeGrant, leaves, letter, newAgency, newColleague, newSeeker, openFromPool, place, publish, read, Rows, say, signIn, storedOf, takeOver, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import type { Case, Grant, Message } from '../wire';

const rows = new Rows();
let lead: Somebody, ben: Somebody, lea: Somebody, otto: Somebody, rosa: Somebody, neu: Somebody, old: string;

beforeAll(async () => {
  lead = await newAgency(rows);
  ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
  lea = await newColleague(rows, lead, 'Lea', ['counsellor', 'intake', 'lead']);
  rosa = await newColleague(rows, lead, 'Rosa', ['counsellor']);
  otto = await newColleague(rows, lead, 'Otto', ['counsellor', 'intake']);
  rows.keyGrants = [];
  old = await write(rows, await newSeeker(rows));
  for (const one of [ben, lea]) await follows(rows, one);
}, 60_000);

/** Every key that somebody could take along for opening age files. */
async function seedsOf(who: Somebody): Promise<{ seed: string }[]> {
  const { enc, roles } = (await storedOf(rows, who)).keyring;
  return [...enc, ...roles.intake, ...roles.continuity, ...roles.archive];
}

/** What an age file holds, opened with whichever of these keys opens it. */
async function inside<T>(seeds: { seed: string }[], file: string): Promise<T | null> {
  for (const { seed } of seeds) {
    const found = await unwrapWith(unb64(seed), unb64(file)).catch(() => null);
    if (found) return read64<T>(new TextDecoder().decode(found));
  }
  return null;
}

const read64 = <T>(envelope: string): T => JSON.parse(new TextDecoder().decode(unb64((JSON.parse(envelope) as { payload: string }).payload))) as T;
const manifest = () => read64<{ seq: number; roles: Record<'intake' | 'continuity', { kid: string }> }>(rows.manifests.at(-1)!);

/** As the server does it: the grant lies with the case, whoever had it is no longer served a copy. */
function toPool(id: string, grants: { id: string; role: string; file: Grant['file'] }[], by: Somebody): void {
  const found = rows.cases.get(id)!;
  found.grants = grants.map((grant): Grant => ({ id: grant.id, epoch: 0, to_uid: null, to_role: grant.role, by: by.uid, why: 'release', until: null, file: grant.file }));
  found.selves.delete(by.uid);
  Object.assign(found.row, { state: 'open', counsellor: null });
}

describe('a lead who read the pool leaves', () => {
  let hers: string, kept: CaseGrant, seeds: { seed: string }[], fresh: string;

  test('what she put back is granted again by a lead before', async () => {
    hers = await write(rows, await newSeeker(rows), { ...letter, text: 'Ein Fall, den Lea hatte.' });
    await takeOver(rows, lea, hers);
    await read(rows, lea, hers);
    await say(rows, lea, hers, 'Antwort von Lea.');
    await say(rows, lea, hers, 'Vermerk von Lea.', 'note');
    toPool(hers, (await lea.ask('putBack', { case: hers })).grants, lea);
    seeds = await seedsOf(lea);
    kept = (await inside<CaseGrant>(seeds, intakeGrant(rows, hers).file))!; // she takes along her keys, and those of the case
    expect(kept.nk).not.toBeNull();
    const { grants } = await lead.ask('grantAnew', { case: rows.caseFor(hers, lead.uid), grant: intakeGrant(rows, hers), members: rows.members });
    expect(await refusal(() => ben.ask('grantAnew', { case: rows.caseFor(hers, ben.uid), grant: intakeGrant(rows, hers), members: rows.members }))).toBe('state');
    toPool(hers, grants, lead);
  });

  test('who stays gets new keys with the old ones; who is stopped, or never held any, gets none', async () => {
    const before = manifest(), body = await leaves(rows, lead, lea, [otto.uid]);
    expect(body.grants.map(({ to_uid }) => to_uid)).toEqual([ben.uid]);
    const given = (await inside<KeyGrant>(await seedsOf(ben), body.grants[0]!.file))!;
    expect([given.purpose, given.kid, given.old.map(({ kid }) => kid)]).toEqual(['intake', manifest().roles.intake.kid, [before.roles.intake.kid]]);
    for (const role of ['intake', 'continuity'] as const) expect(manifest().roles[role].kid).not.toBe(before.roles[role].kid);
    for (const one of [ben, rosa]) await follows(rows, one);
    for (const one of [ben, lead]) expect((await storedOf(rows, one)).keyring.roles.intake.map(({ kid }) => kid)).toEqual([manifest().roles.intake.kid, before.roles.intake.kid]);
  });

  test('she opens nothing that is sealed afterwards, with every old key and all that lies on the server', async () => {
    fresh = await write(rows, await newSeeker(rows), { ...letter, text: 'Geschrieben, als Lea weg war.' });
    await takeOver(rows, ben, hers);
    const made = await ben.ask('rotate', { case: rows.caseFor(hers, ben.uid), shared: [] });
    const since = [...rows.cases.get(fresh)!.grants, ...made.people, ...made.grants, ...rows.keyGrants].map(({ file }) => file);
    expect([since.length, (await Promise.all(since.map((file) => inside(seeds, file)))).filter(Boolean)]).toEqual([5, []]);
    expect(await inside(seeds, intakeGrant(rows, old).file)).not.toBeNull(); // these keys do open what lies there from before
    Object.assign(rows.cases.get(hers)!.row, { epoch: 1, ck_id: made.ck_id, nk_id: made.nk_id, profile: made.profile, back: [{ epoch: 1, ...made.back }] } satisfies Partial<Case>);
    rows.cases.get(hers)!.selves.set(ben.uid, made.self);
    const there = await read(rows, ben, hers);
    expect([there.messages.map(({ state }) => state), there.notes.map(({ state }) => state)]).toEqual([['open', 'open'], ['open']]);
    const [said, note] = [await say(rows, ben, hers, 'Unter neuen Schlüsseln.'), await say(rows, ben, hers, 'Ein neuer Vermerk.', 'note')];
    for (const [message, keyId, label] of [[said, made.ck_id, 'sg1/msg'], [note, made.nk_id, 'sg1/note']] as const) {
      const context = messageAd({ label, agency: unb64(place.agency), case: unb64(hers), keyId: unb64(keyId) }, headOf(message));
      for (const key of [kept.ck, kept.nk!]) await expect(openBox(unb64(key), context, unb64(message.box))).rejects.toMatchObject({ check: 'box' });
    }
    const [first] = rows.cases.get(hers)!.messages; // and this is how the old key does open
    await openBox(unb64(kept.ck), messageAd({ label: 'sg1/msg', agency: unb64(place.agency), case: unb64(hers), keyId: unb64(kept.ck_id) }, headOf(first!)), unb64(first!.box));
    expect((await read(rows, await signIn(rows, 'staff', ben), hers)).messages.map(({ text }) => text)).toEqual(['Ein Fall, den Lea hatte.', 'Antwort von Lea.', 'Unter neuen Schlüsseln.']);
  });

  test('the pool goes on, old enquiries and new ones, for those who stayed, in a new page, and for who comes later', async () => {
    neu = await newColleague(rows, lead, 'Neu', ['counsellor', 'intake']);
    for (const one of [ben, lead]) await follows(rows, one);
    for (const one of [ben, lead, await signIn(rows, 'staff', ben), neu]) for (const id of [old, fresh]) expect((await openFromPool(rows, one, id)).messages[0]?.state).toBe('open');
    expect(await refusal(() => openFromPool(rows, otto, fresh))).toBe('G3');
  });

  test('who was stopped meanwhile gets the keys of today before coming in again', async () => {
    expect(await refusal(() => ben.ask('regrant', { uid: otto.uid, members: rows.members }))).toBe('state');
    const { body, vault } = await lead.ask('regrant', { uid: otto.uid, members: rows.members });
    rows.keep(lead.uid, vault);
    publish(rows, lead, body, false);
    for (const one of [lead, otto]) await follows(rows, one);
    expect((await openFromPool(rows, otto, fresh)).messages[0]?.state).toBe('open');
  });

  test('a second page of the same person, whose keys another page has adopted, takes in the keyring as it is stored', async () => {
    await follows(rows, ben);
    ben = await signIn(rows, 'staff', ben);
    const second = await signIn(rows, 'staff', ben);
    await leaves(rows, lead, neu);
    await follows(rows, ben);
    const id = await write(rows, await newSeeker(rows)), stored = rows.accounts.get(ben.uid)!.keyring;
    await second.ask('manifest', { roots: rows.roots, manifest: rows.manifests.at(-1)!, manifests: rows.manifests });
    expect(await refusal(() => openFromPool(rows, second, id))).toBe('G3');
    expect(await second.ask('adoptKeys', { grants: [], stored, members: rows.members })).toEqual({ keyring: null, adopted: [] });
    expect((await openFromPool(rows, second, id)).messages[0]?.state).toBe('open');
    expect(await refusal(() => second.ask('adoptKeys', { grants: [], stored: { ...stored, version: stored.version - 1 }, members: rows.members }))).toBe('set-back');
  });
});

describe('dismissing', () => {
  const ask = (by: Somebody, uid: string, records = rows.records) => by.ask('dismiss', { uid, stopped: [], members: { manifests: rows.manifests, records } });
  let ida: Somebody;

  test('somebody without keys of the agency leaves these as they are', async () => {
    const { roles } = manifest(), body = await leaves(rows, lead, rosa);
    expect([body.grants, manifest().roles]).toEqual([[], roles]);
  });

  test('left off in the middle, the key that was made is taken, and admitting somebody meanwhile goes on with the one in force', async () => {
    const first = await ask(lead, otto.uid), made = read64<{ roles: { intake: { kid: string } } }>(first.body.manifest).roles.intake.kid;
    rows.keep(lead.uid, first.vault, first.keyring); // stored, and then the page was closed
    lead = await signIn(rows, 'staff', lead);
    ida = await newColleague(rows, lead, 'Ida', ['counsellor', 'intake', 'lead']);
    const kids = (await storedOf(rows, ida)).keyring.roles.intake.map(({ kid }) => kid);
    expect([kids[0], kids.includes(made)]).toEqual([manifest().roles.intake.kid, false]);
    await leaves(rows, lead, otto);
    expect(manifest().roles.intake.kid).toBe(made);
    expect((await storedOf(rows, lead)).keyring.roles.intake.filter(({ kid }) => kid === made).length).toBe(1);
  });

  test('by a lead whose key signs no directory: refused before anything is made', async () => {
    await follows(rows, ida);
    for (const verb of ['dismiss', 'regrant'] as const) expect(await refusal(() => ida.ask(verb, { uid: ben.uid, stopped: [], members: rows.members }))).toBe('policy');
    expect(await refusal(() => ask(lead, lead.uid))).toBe('state');
  });

  test('without the record of somebody who stays, or the key of before, nothing is made', async () => {
    const fresh = async (): Promise<Somebody> => {
      const worker = createWorker(), session = rows.session(lead.uid, 'rc');
      await worker('codeLogin', { ...place, realm: 'staff', code: lead.code });
      await worker('signedIn', { ...place, session, records: rows.records.filter((record) => record.includes(lead.uid)) });
      return { ...lead, ask: worker };
    };
    const second = await fresh(), seen = rows.records.filter((record) => !record.includes(ben.uid));
    expect(await refusal(() => fresh().then((page) => ask(page, ida.uid, seen)))).toBe('D1');
    await leaves(rows, lead, ida);
    await second.ask('manifest', { roots: rows.roots, manifest: rows.manifests.at(-1)!, manifests: rows.manifests });
    expect(await refusal(() => ask(second, ben.uid))).toBe('state'); // another page has made the keys of today
    expect(await refusal(() => second.ask('regrant', { uid: ben.uid, members: rows.members }))).toBe('G9');
  });
});

/** What of a message stands in its context. */
const headOf = ({ id, epoch, author, role, author_seq, prev_hash, kind }: Message) => ({ id, epoch, author, role, author_seq, prev_hash, kind });

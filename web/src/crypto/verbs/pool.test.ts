// Cases that go back into the pool, and the list of the pool.
import { beforeAll, beforeEach, describe, expect, test, vi, afterEach } from 'vitest';
import { b64, unb64, utf8 } from '../bytes';
import { makeGrant } from '../grant';
import { createWorker } from '../index';
import { ckIdOf } from '../keys';
import { random } from '../primitives';
import { leaves, follows, intakeGrant, newAgency, newColleague, newId, newSeeker, place, read, Rows, say, signIn, takeOver, vaultOf, write, type Somebody } from '../testing';
import type { Grant, Message } from '../wire';
import { refusal } from '../vectors';

const rows = new Rows();
let lead: Somebody, ben: Somebody, vera: Somebody;
beforeAll(async () => {
  lead = await newAgency(rows);
  ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
  vera = await newColleague(rows, lead, 'Vera', ['counsellor', 'intake']);
  for (const who of [ben, vera]) rows.keep(who.uid, (await who.ask('manifest', { roots: rows.roots, manifest: rows.manifests.at(-1)!, manifests: rows.manifests })).vault);
});

/** Signed in, and nobody's record seen but the own one. */
async function bare(who: Somebody): Promise<Somebody> {
  const ask = createWorker(), session = rows.session(who.uid, 'rc');
  await ask('codeLogin', { ...place, realm: 'staff', code: who.code });
  const { seqs } = await ask('missing', { ...place, session });
  rows.keep(who.uid, (await ask('signedIn', { ...place, session, manifests: seqs.map((seq) => rows.manifests[seq - 1]!), records: rows.records.filter((record) => record.includes(who.uid)) })).vault);
  return { ...who, ask };
}

let seeker: Somebody, id: string;
beforeEach(async () => {
  seeker = await newSeeker(rows);
  id = await write(rows, seeker);
  await takeOver(rows, ben, id);
  await read(rows, ben, id);
  await say(rows, ben, id, 'Erste Antwort.');
  await say(rows, ben, id, 'Vermerk von Ben.', 'note');
});
afterEach(() => { vi.restoreAllMocks(); });

const found = () => rows.cases.get(id)!;
const states = (messages: { state: string; check?: string }[]) => messages.map(({ state, check }) => (check ? `${state} ${check}` : state));

/** As the server does it: the grant lies with the case, whoever had it is no longer served a copy. */
async function putBack(who: Somebody): Promise<Grant> {
  const { grants } = await who.ask('putBack', { case: id });
  const stored: Grant[] = grants.map((grant) => ({ id: grant.id, epoch: 0, to_uid: null, to_role: grant.role, by: who.uid, why: 'release', until: null, file: grant.file }));
  found().grants.push(...stored);
  found().selves.delete(who.uid);
  Object.assign(found().row, { state: 'open', counsellor: null });
  return stored[0]!;
}

const peek = (who: Somebody, grant: Grant, messages: Message[] = found().messages, row = {}) =>
  who.ask('openEnquiry', { case: { ...rows.caseFor(id, who.uid), ...row }, grant, messages, members: rows.members });

describe('a case put back', () => {
  test('is read in the pool, taken by a colleague with the notes of before, and goes on', async () => {
    const nk = found().row.nk_id, grant = await putBack(ben);
    expect([grant.to_role, found().grants.length]).toEqual(['intake', 2]);
    const inPool = await peek(vera, grant);
    expect([inPool.profile.name, states(inPool.messages)]).toEqual(['Sonne', ['open', 'open']]);
    await takeOver(rows, vera, id);
    expect(found().row.nk_id).toBe(nk);
    expect((await vaultOf(rows, vera)).seen[id]).toBe(2);
    const there = await read(rows, vera, id);
    expect([states(there.messages), there.notes.map(({ text }) => text)]).toEqual([['open', 'open'], ['Vermerk von Ben.']]);
    await say(rows, vera, id, 'Ich übernehme.');
    await say(rows, vera, id, 'Vermerk von Vera.', 'note');
    expect(states((await read(rows, seeker, id)).messages)).toEqual(['open', 'open', 'open']);
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Danke.');
    await putBack(vera);
    await takeOver(rows, ben, id);
    expect((await read(rows, ben, id)).notes.map(({ text }) => text)).toEqual(['Vermerk von Ben.', 'Vermerk von Vera.']);
  });

  test('asked again it is the same; with another directory another one', async () => {
    const first = await ben.ask('putBack', { case: id });
    expect(await ben.ask('putBack', { case: id })).toBe(first);
    expect(first.grants.length).toBe(1);
    await newColleague(rows, lead, `Rosa ${newId().slice(0, 4)}`, ['counsellor']);
    rows.keep(ben.uid, (await ben.ask('manifest', { roots: rows.roots, manifest: rows.manifests.at(-1)!, manifests: rows.manifests })).vault);
    expect((await ben.ask('putBack', { case: id })).grants[0]!.file).not.toBe(first.grants[0]!.file);
  });

  test('by nobody whose role nobody would believe it of', async () => {
    const intake = await newColleague(rows, lead, `Ina ${newId().slice(0, 4)}`, ['intake']), other = await write(rows, seeker);
    await takeOver(rows, intake, other);
    expect(await refusal(() => intake.ask('putBack', { case: other }))).toBe('state');
  });

  test('by nobody who does not have it, and by no seeker', async () => {
    expect(await refusal(() => vera.ask('putBack', { case: id }))).toBe('state');
    await read(rows, seeker, id);
    expect(await refusal(() => seeker.ask('putBack', { case: id }))).toBe('state');
    expect(await refusal(() => ben.ask('putBack', { case: newId() }))).toBe('state');
  });

  test('with another note key than the row\'s, or the row with another: refused by G4; of another case, too', async () => {
    const grant = await putBack(ben);
    for (const nk_id of [newId(), null]) expect(await refusal(() => peek(vera, grant, found().messages, { nk_id }))).toBe('G4');
    const other = await write(rows, seeker);
    expect(await refusal(() => vera.ask('openEnquiry', { case: rows.caseFor(other, vera.uid), grant, messages: [], members: rows.members }))).toBe('G4');
    expect(await refusal(() => peek(vera, { ...intakeGrant(rows, other) }))).toBe('G4');
  });

  test('signed by nobody, by a member without the role, or for another role: refused by G6 and G3', async () => {
    const admin = await newColleague(rows, lead, `Ada ${newId().slice(0, 4)}`, ['admin']), intake = await newColleague(rows, lead, `Ina ${newId().slice(0, 4)}`, ['intake']);
    await putBack(ben);
    // Forged by who has both keys and the manifest's intake key: what a former reader could do.
    const keys = await keysOf(ben), body = keys.body;
    const give = async (other: Partial<typeof body>, signer: { kid: string; seed: string } | null) =>
      peek(ben, { ...intakeGrant(rows, id), file: await makeGrant({ ...body, ...other } as never, signer, keys.rcpt) as Grant['file'] });
    expect(await refusal(() => give({}, keys.sig))).toBeNull();
    expect(await refusal(() => give({}, null))).toBe('G6');
    expect(await refusal(() => give({ by: admin.uid }, keys.sig))).toBe('G6');
    expect(await refusal(() => give({ by: intake.uid }, keys.sig))).toBe('G6');
    expect(await refusal(() => give({ nk: null, nk_id: null }, keys.sig))).toBe('G6');
    expect(await refusal(() => give({ to: { role: 'continuity' } }, keys.sig))).toBe('G3');
    expect(await refusal(() => give({ why: 'assign' }, keys.sig))).toBe('G6');
    expect(await refusal(() => give({ ck: b64(new Uint8Array(32)) }, keys.sig))).toBe('G5');
    const ck = random(32), ck_id = b64(await ckIdOf(ck)); // whoever has had the case knows its key, however well another one is granted
    const planted = { ...intakeGrant(rows, id), file: await makeGrant({ ...body, ck: b64(ck), ck_id } as never, keys.sig, keys.rcpt) as Grant['file'] };
    expect(await refusal(() => peek(ben, planted, [], { ck_id }))).toBe('G4');
  });

  test('without the record of who gave it nothing is believed; `wanted` names it', async () => {
    const grant = await putBack(ben), fresh = await bare(vera), row = rows.caseFor(id, vera.uid);
    const first = await fresh.ask('wanted', { case: row, messages: found().messages, grants: [grant] });
    expect(first.records.length).toBeGreaterThan(0);
    expect(await refusal(() => fresh.ask('openEnquiry', { case: row, grant, messages: [], members: { manifests: [], records: rows.records.slice(0, 1) } }))).toBe('G6');
    let wanted = first, members = { manifests: [] as string[], records: [] as string[] };
    for (let round = 0; round < 3 && (wanted.seqs.length > 0 || wanted.records.length > 0); round++) {
      members = { manifests: wanted.seqs.map((seq) => rows.manifests[seq - 1]!), records: rows.records };
      wanted = await fresh.ask('wanted', { case: row, messages: found().messages, grants: [grant], members });
    }
    expect([wanted.seqs, wanted.records]).toEqual([[], []]);
    expect(states((await fresh.ask('openEnquiry', { case: row, grant, messages: found().messages, members })).messages)).toEqual(['open', 'open']);
  });

  test('its messages may begin anywhere', async () => {
    await read(rows, seeker, id);
    for (const text of ['Brief 2', 'Brief 3']) { await read(rows, seeker, id); await say(rows, seeker, id, text); }
    const grant = await putBack(ben);
    vera = await signIn(rows, 'staff', vera);
    expect(states((await peek(vera, grant, found().messages.slice(2))).messages)).toEqual(['open', 'open']);
    expect(states((await peek(vera, grant, [found().messages[1]!, found().messages[3]!])).messages)).toEqual(['open', 'unchecked E4']);
  });

  test('a counsellor who has left: her grant is believed no longer, in the same window too; what she wrote stays readable where it was taken over', async () => {
    const gone = await newColleague(rows, lead, `Gerda ${newId().slice(0, 4)}`, ['counsellor', 'intake']);
    const grants: Grant[] = [];
    for (const theirs of [await write(rows, seeker), await write(rows, seeker)]) {
      id = theirs;
      await takeOver(rows, gone, id);
      await read(rows, gone, id);
      await say(rows, gone, id, 'Antwort von Gerda.');
      grants.push(await putBack(gone));
    }
    const [left, taken] = [...rows.cases.keys()].slice(-2) as [string, string];
    ben = await signIn(rows, 'staff', ben);
    await takeOver(rows, ben, taken);
    id = left;
    expect(await refusal(() => peek(ben, grants[0]!))).toBeNull();
    await leaves(rows, lead, gone);
    await follows(rows, ben);
    expect(await refusal(() => peek(ben, grants[0]!))).toBe('G6');
    id = taken;
    const again = await putBack(ben);
    vera = await signIn(rows, 'staff', vera);
    await follows(rows, vera);
    expect(states((await peek(vera, again)).messages)).toEqual(['open', 'open']);
  });
});

/** What somebody who had a case could put together: its keys, the signing key, the intake role's recipient. */
async function keysOf(who: Somebody) {
  const { grants } = await who.ask('putBack', { case: id }), seeds = await secretsOf(who);
  const { unwrapWith } = await import('../age'), inside = await unwrapWith(unb64(seeds.roles.intake[0]!.seed), unb64(grants[0]!.file));
  const payload = JSON.parse(new TextDecoder().decode(unb64((JSON.parse(new TextDecoder().decode(inside)) as { payload: string }).payload))) as Record<string, unknown>;
  const current = JSON.parse(new TextDecoder().decode(unb64((JSON.parse(rows.manifests.at(-1)!) as { payload: string }).payload))) as { roles: { intake: { rcpt: string } } };
  return { body: payload, sig: seeds.sig!, rcpt: current.roles.intake.rcpt };
}

async function secretsOf(who: Somebody) {
  const { openWrap } = await import('../wrap'), { openKeyring } = await import('../keyring'), { codeKeys, readCode } = await import('../code'), { where } = await import('../place');
  const session = rows.session(who.uid, 'rc'), owner = { ...where({ origin: 'https://beratung.example', agency: session.agency }), uid: unb64(who.uid) };
  const { kek } = await codeKeys(owner, session.realm, await readCode(who.code));
  return openKeyring(await openWrap(owner, { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) }, session.wrap!), owner, session.keyring);
}

describe('the list of the pool', () => {
  test('opens names with the grants, and each grant once', async () => {
    const other = await write(rows, seeker), list = () => [{ case: rows.caseFor(other, vera.uid), grant: intakeGrant(rows, other) }];
    const first = await vera.ask('cases', { cases: list(), members: rows.members });
    expect(first).toEqual([{ id: other, state: 'open', profile: expect.objectContaining({ name: 'Sonne' }) }]);
    const spy = vi.spyOn(crypto.subtle, 'decrypt');
    expect(await vera.ask('cases', { cases: list(), members: rows.members })).toEqual(first);
    expect(spy.mock.calls.length).toBe(1); // the profile
  });

  test('one bad grant does not break it; without a grant there is no access, and what is in the pool is not one\'s own', async () => {
    const [good, bad] = [await write(rows, seeker), await write(rows, seeker)], row = (one: string) => rows.caseFor(one, vera.uid);
    const list = await vera.ask('cases', { cases: [{ case: row(bad), grant: intakeGrant(rows, good) }, { case: row(good), grant: intakeGrant(rows, good) }, { case: row(bad), grant: null }] });
    expect(states(list as never)).toEqual(['sealed G4', 'open', 'no-access']);
    expect(await refusal(() => vera.ask('accept', { case: good }))).toBe('state');
    expect(await refusal(() => vera.ask('putBack', { case: good }))).toBe('state');
    expect(utf8(list[1]!.profile!.name).length).toBeGreaterThan(0);
  });

  test('a grant that was good is asked again when its row or the directory says something else', async () => {
    const one = await write(rows, seeker), another = await write(rows, seeker), row = rows.caseFor(one, vera.uid), grant = intakeGrant(rows, one);
    const ask = (other: object, file = grant) => vera.ask('cases', { cases: [{ case: { ...row, ...other }, grant: file }], members: rows.members });
    expect(states(await ask({}) as never)).toEqual(['open']);
    expect(states(await ask({ ck_id: newId() }) as never)).toEqual(['sealed G4']);
    expect(states(await ask({ seeker: ben.uid }) as never)).toEqual(['sealed G6']);
    expect(states(await ask({}, { ...grant, file: intakeGrant(rows, another).file }) as never)).toEqual(['sealed G4']);
    expect(states(await ask({}) as never)).toEqual(['open']);
  });
});

describe('dismissing', () => {
  test('the next manifest is without them; not oneself, not a root signer, nobody unknown, and only a lead does it', async () => {
    const gone = await newColleague(rows, lead, `Otto ${newId().slice(0, 4)}`, ['counsellor']), fresh = await bare(lead);
    expect(await refusal(() => fresh.ask('dismiss', { uid: gone.uid }))).toBe('state'); // the record has not been seen yet
    await fresh.ask('members', { members: rows.members });
    for (const uid of [lead.uid, newId()]) expect(await refusal(() => fresh.ask('dismiss', { uid }))).toBe('state');
    expect(await refusal(() => gone.ask('dismiss', { uid: ben.uid }))).toBe('state');
    const { body, vault } = await fresh.ask('dismiss', { uid: gone.uid });
    rows.manifests.push(body.manifest);
    rows.keep(lead.uid, vault);
    rows.keep(lead.uid, (await fresh.ask('manifest', { roots: rows.roots, manifest: body.manifest })).vault);
    lead = fresh;
    const names = await fresh.ask('members', { members: rows.members });
    expect(names.map(({ uid }) => uid)).not.toContain(gone.uid);
    expect(names.map(({ uid }) => uid)).toContain(ben.uid);
    expect(await refusal(() => fresh.ask('dismiss', { uid: gone.uid }))).toBe('state');
    expect([body.records, body.grants, body.invites]).toEqual([[], [], []]);
  });
});

import { beforeEach, expect, test } from 'vitest';
import { unwrapWith } from '../age';
import { bech32 } from '@scure/base';
import { fromUtf8, Malformed, unb64 } from '../bytes';
import { createWorker } from '../index';
import { newAgency, newColleague, newSeeker, openFromPool, place, contact, Rows, takeOver, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import { manifestShape, type Manifest } from '../documents';
import type { Json } from '../json';

let rows: Rows;
beforeEach(() => { rows = new Rows(); });

const newest = (): Manifest => JSON.parse(fromUtf8(unb64((JSON.parse(rows.manifests.at(-1)!) as { payload: string }).payload))) as Manifest;
const insideOf = async (identity: string, file: string) => {
  const seed = new Uint8Array(bech32.decodeToBytes(identity.toLowerCase()).bytes);
  return JSON.parse(fromUtf8(unb64((JSON.parse(fromUtf8(await unwrapWith(seed, unb64(file)))) as { payload: string }).payload))) as Record<string, unknown>;
};

/** Switches on or over, with the sheet typed back where there is one; answers its line. */
async function keep(lead: Somebody, years: number, close_days = 90): Promise<string | null> {
  const { sheet } = await lead.ask('newArchive');
  const line = sheet?.lines[0]?.text ?? null, { from, length } = sheet?.ask ?? { from: 1, length: 8 };
  const typed = line && line.slice(line.lastIndexOf('1') + 1).slice(from - 1, from - 1 + length).toLowerCase();
  const made = await lead.ask('setRetention', { years, close_days, typed, members: rows.members });
  rows.keep(lead.uid, null, made.keyring);
  rows.keyGrants.push(...made.body.grants.map(({ id, to_uid, file }) => ({ id, epoch: 0, to_uid, to_role: null, by: lead.uid, why: 'role', until: null, file })));
  rows.manifests.push(made.body.manifest);
  rows.keep(lead.uid, made.vault);
  rows.keep(lead.uid, (await lead.ask('manifest', { roots: rows.roots, manifest: made.body.manifest })).vault);
  return line;
}

test('an agency that is set up to keep: policy, key, sheet, and a grant to the archive from seeker and staff', async () => {
  const lead = await newAgency(rows, true, 10);
  expect(newest().policy).toMatchObject({ retention: 'doc', years: 10 });
  const seeker = await newSeeker(rows), id = await write(rows, seeker);
  expect(rows.cases.get(id)!.grants.map(({ to_role }) => to_role)).toEqual(['intake', 'continuity', 'archive']);
  await openFromPool(rows, lead, id);
  const { grants } = await lead.ask('accept', { case: id });
  expect(grants.map(({ role }) => role)).toEqual(['continuity', 'archive']);
});

test('the sheet of such an agency shows the archive key, and what is typed back is still the paper signer', async () => {
  const ask = createWorker();
  const { body } = await ask('join', { ...place, token: 'AAAAAAAAAAAAAAAAAAAAAA', kind: 'setup', name: 'Ilse', password: 'Korrekt Pferd Büroklammer', salt16: 'oKGio6SlpqeoqaqrrK2urw', alias: 'Ilse', lang: 'de' });
  await ask('registered', { session: rows.add(body, 'setup') });
  const { sheet } = await ask('makeAgency', { ...place, contact, continuity: true, years: 30 });
  expect(sheet.lines.map(({ key }) => key)).toEqual(['fingerprint', 'paper', 'continuity', 'archive']);
  expect(sheet.lines[3]!.text).toMatch(/^AGE-SECRET-KEY-PQ-1/);
  expect(sheet.ask.line).toBe(1);
  for (const years of [31, -1, 1.5]) expect(await refusal(() => ask('makeAgency', { ...place, contact, continuity: true, years }))).toBe('state');
});

test('without documentation there is no archive and no grant to it', async () => {
  const lead = await newAgency(rows), seeker = await newSeeker(rows), id = await write(rows, seeker);
  expect(newest().roles.archive).toBeNull();
  expect(rows.cases.get(id)!.grants.map(({ to_role }) => to_role)).toEqual(['intake', 'continuity']);
  await openFromPool(rows, lead, id);
  expect((await lead.ask('accept', { case: id })).grants.map(({ role }) => role)).toEqual(['continuity']);
  await takeOver(rows, lead, id);
  expect(await refusal(() => lead.ask('archiveGrant', { case: rows.caseFor(id, lead.uid) }))).toBe('state');
});

test('switched on later: the key is written down first, other leads get it, and cases get their grant', async () => {
  const lead = await newAgency(rows), seeker = await newSeeker(rows), id = await write(rows, seeker);
  await takeOver(rows, lead, id);
  const second = await newColleague(rows, lead, 'Dora', ['lead']), ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
  expect(await refusal(() => lead.ask('setRetention', { years: 10, close_days: 90, typed: null, members: rows.members }))).toBe('state');
  await lead.ask('newArchive');
  expect(await refusal(() => lead.ask('setRetention', { years: 10, close_days: 90, typed: 'qqqqqqqq', members: rows.members }))).toBe('sheet');
  rows.keyGrants = [];
  const line = (await keep(lead, 10))!;
  expect(newest()).toMatchObject({ policy: { retention: 'doc', years: 10, close_days: 90 } });
  expect(rows.keyGrants.map(({ to_uid }) => to_uid)).toEqual([second.uid]);
  rows.keep(second.uid, (await second.ask('manifest', { roots: rows.roots, manifest: rows.manifests.at(-1)!, manifests: rows.manifests })).vault);
  rows.keep(second.uid, null, (await second.ask('adoptKeys', { grants: rows.keyGrants, members: rows.members })).keyring);

  const { grant } = await lead.ask('archiveGrant', { case: rows.caseFor(id, lead.uid) });
  expect(grant.role).toBe('archive');
  expect(await insideOf(line, grant.file)).toMatchObject({ id, why: 'archive', by: lead.uid, to: { role: 'archive' }, mseq: newest().seq });
  rows.keep(ben.uid, (await ben.ask('manifest', { roots: rows.roots, manifest: rows.manifests.at(-1)!, manifests: rows.manifests })).vault);
  expect(await refusal(() => ben.ask('archiveGrant', { case: rows.caseFor(id, ben.uid) }))).toBe('state'); // it is not his
  expect(await refusal(() => seeker.ask('archiveGrant', { case: rows.caseFor(id, seeker.uid) }))).toBe('state');
});

test('the years change without a new key; erasing again leaves the key, and no new grants to it', async () => {
  const lead = await newAgency(rows, true, 10), key = newest().roles.archive;
  expect(await keep(lead, 7, 30)).toBeNull();
  expect(newest()).toMatchObject({ policy: { retention: 'doc', years: 7, close_days: 30 }, roles: { archive: key } });
  expect(await keep(lead, 0)).toBeNull();
  expect(newest()).toMatchObject({ policy: { retention: 'none', years: 0 }, roles: { archive: key } });
  const seeker = await newSeeker(rows), id = await write(rows, seeker);
  expect(rows.cases.get(id)!.grants.map(({ to_role }) => to_role)).toEqual(['intake', 'continuity']);
  await takeOver(rows, lead, id);
  expect(await refusal(() => lead.ask('archiveGrant', { case: rows.caseFor(id, lead.uid) }))).toBe('state');
  for (const [years, close_days] of [[31, 90], [-1, 90], [1.5, 90], [10, 0], [10, 1.5]] as const) expect(await refusal(() => lead.ask('setRetention', { years, close_days, typed: null, members: rows.members }))).toBe('state');
});

test('a colleague whose record is not there might be a lead: nobody is left out', async () => {
  const lead = await newAgency(rows);
  await newColleague(rows, lead, 'Dora', ['lead']);
  const ask = createWorker(), own = { manifests: [], records: rows.records.filter((record) => record.includes(`"${lead.uid}"`)) }, session = rows.session(lead.uid, 'rc');
  await ask('codeLogin', { ...place, realm: 'staff', code: lead.code });
  await ask('signedIn', { ...place, session, ...own });
  const { sheet } = await ask('newArchive'), { text } = sheet!.lines[0]!, typed = text.slice(text.lastIndexOf('1') + 1).slice(sheet!.ask.from - 1, sheet!.ask.from + 7);
  const keeps = { years: 10, close_days: 90, typed };
  expect(await refusal(() => ask('setRetention', { ...keeps, members: own }))).toBe('D1');
  expect((await ask('setRetention', { ...keeps, members: rows.members })).body.grants).toHaveLength(1);
});

test('who is no lead changes nothing', async () => {
  const lead = await newAgency(rows, true, 10), ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
  expect(await refusal(() => ben.ask('newArchive'))).toBe('state');
  expect(await refusal(() => ben.ask('setRetention', { years: 1, close_days: 90, typed: null, members: rows.members }))).toBe('state');
});

test('no manifest keeps for no time or for ever, or without a key that opens it then', async () => {
  await newAgency(rows, true, 10);
  const signed = newest(), policy = (retention: 'none' | 'doc', years: number, archive = signed.roles.archive) =>
    () => manifestShape({ ...signed, roles: { ...signed.roles, archive }, policy: { ...signed.policy, retention, years } } as unknown as Json);
  for (const good of [policy('doc', 1), policy('doc', 30), policy('none', 0), policy('none', 0, null)]) expect(good).not.toThrow();
  for (const bad of [policy('doc', 0), policy('doc', 31), policy('doc', 10, null), policy('none', 1)]) expect(bad).toThrow(Malformed);
});

test('a seeker is told when cases are kept for longer', async () => {
  const lead = await newAgency(rows, true, 10), seeker = await newSeeker(rows);
  const before = rows.manifests.at(-1)!;
  await keep(lead, 11);
  const me = await seeker.ask('manifest', { roots: rows.roots, manifest: rows.manifests.at(-1)!, manifests: [before] });
  expect(me.checked!.notices).toEqual([{ code: 'policy' }]);
});

test('an acceptance made by an older directory is made again by the newer one, with the same key for notes', async () => {
  const lead = await newAgency(rows), seeker = await newSeeker(rows), id = await write(rows, seeker);
  await openFromPool(rows, lead, id);
  const first = await lead.ask('accept', { case: id });
  await keep(lead, 10);
  const second = await lead.ask('accept', { case: id });
  expect([first.grants.length, second.grants.length]).toEqual([1, 2]);
  expect(second.nk_id).toBe(first.nk_id);
  expect(await lead.ask('accept', { case: id })).toEqual(second);
});

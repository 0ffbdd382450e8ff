// The archive's key from paper: for a lead who was never given it, as she types it, and only as long as the archive is looked at.
import { beforeAll, expect, test } from 'vitest';
import { identity } from '../age';
import { unb64 } from '../bytes';
import { all } from '../index';
import { handleWith } from '../handle';
import { newAgency, newColleague, newSeeker, newId, place, Rows, takeOver, vaultOf, write, type Somebody } from '../testing';
import { random } from '../primitives';
import { refusal } from '../vectors';
import type { Case, Grant } from '../wire';
import { emptyState, type State } from './person';

let rows: Rows, lead: Somebody, dora: Somebody, key: string, id: string, sealed: Case, grant: Grant;

/** The agency begins to document when Dora is a lead already; her grant of the archive's key is lost. A case with a letter and a note is sealed. */
beforeAll(async () => {
  rows = new Rows();
  lead = await newAgency(rows);
  dora = await newColleague(rows, lead, 'Dora', ['lead']);
  const { sheet } = await lead.ask('newArchive'), { from, length } = sheet!.ask;
  key = sheet!.lines[0]!.text;
  const typed = key.slice(key.lastIndexOf('1') + 1).slice(from - 1, from - 1 + length);
  const made = await lead.ask('setRetention', { years: 10, close_days: 90, typed, members: rows.members });
  expect(made.body.grants).toHaveLength(1);
  rows.manifests.push(made.body.manifest);
  rows.keep(lead.uid, made.vault);
  for (const somebody of [lead, dora]) rows.keep(somebody.uid, (await somebody.ask('manifest', { roots: rows.roots, manifest: made.body.manifest })).vault);
  const seeker = await newSeeker(rows);
  id = await write(rows, seeker);
  await takeOver(rows, lead, id);
  grant = { id: newId(), epoch: 0, to_uid: null, to_role: 'archive', by: lead.uid, why: 'archive', until: null, file: (await lead.ask('archiveGrant', { case: rows.caseFor(id, lead.uid) })).grant.file };
  sealed = { ...rows.cases.get(id)!.row, self: null, counsellor: null };
});

const open = (by: Somebody) => by.ask('openArchive', { case: sealed, grant, messages: rows.cases.get(id)!.messages, notes: [], members: rows.members });
const slips = (typed: string) => dora.ask('typeArchiveKey', { typed });

test('without the key nothing opens; with it, however it is typed, all is read, and nothing of it is kept', async () => {
  expect([await lead.ask('archiveKey'), await dora.ask('archiveKey')]).toEqual([{ from: 'keyring' }, { from: null }]);
  expect(await refusal(() => open(dora))).toBe('G3');
  const before = await vaultOf(rows, dora), groups = key.slice(19).match(/.{1,4}/g)!.join(' ');
  for (const typed of [key, key.toLowerCase(), `  AGE-SECRET-KEY-PQ-1\r\n${groups.toLowerCase()}\n`, `age secret key pq 1 ${groups.replaceAll(' ', ' – ')}`]) {
    expect(await slips(typed)).toEqual({ slip: null, group: 0 });
    expect((await open(dora)).messages.map(({ text }) => text)).toEqual(['Ich weiß nicht mehr weiter.']);
    expect(await dora.ask('archiveKey')).toEqual({ from: 'paper' });
    await dora.ask('shutArchive');
    expect(await dora.ask('archiveKey')).toEqual({ from: null });
    expect(await refusal(() => open(dora))).toBe('G3');
    expect(await refusal(() => dora.ask('beginExport', { to: 'archive' }))).toBe('state'); // what was open is shut
  }
  expect(await vaultOf(rows, dora)).toEqual(before);
});

test('it stands in nothing that is handed out, and is gone with the keys', async () => {
  const state: State = emptyState(), ask = handleWith(all, state);
  await ask('codeLogin', { ...place, realm: 'staff', code: dora.code });
  await ask('signedIn', { ...place, session: rows.session(dora.uid, 'rc'), manifests: rows.manifests, records: rows.records });
  expect(await ask('typeArchiveKey', { typed: key })).toEqual({ slip: null, group: 0 });
  const { seed } = state.paper!;
  expect([identity(unb64(seed)), state.person!.keyring.roles.archive]).toEqual([key, []]);
  const tab = await ask('tab', { where: 'archive' });
  for (const told of [tab, await ask('archiveKey'), state.person]) expect(JSON.stringify(told)).not.toContain(seed);
  await ask('forget');
  expect(state.paper).toBeNull();
});

test('what is wrong with it is said, and where; a slip is never mended by itself', async () => {
  const at = (n: number, letter: string) => key.slice(0, 18 + n) + letter + key.slice(19 + n), other = (n: number) => (key[18 + n] === 'Q' ? 'P' : 'Q');
  expect(await slips('')).toEqual({ slip: 'start', group: 0 });
  expect(await slips(key.replace('PQ-', ''))).toEqual({ slip: 'start', group: 0 });
  expect(await slips(at(5, 'B'))).toEqual({ slip: 'letter', group: 2 });
  expect(await slips(key.slice(0, -1))).toEqual({ slip: 'short', group: 0 });
  expect(await slips(`${key}Q`)).toEqual({ slip: 'long', group: 0 });
  for (const [n, group] of [[1, 1], [4, 1], [5, 2], [57, 15]] as const) expect(await slips(at(n, other(n)))).toEqual({ slip: 'slip', group });
  const swapped = [30, 33].reduce((text, n) => text.slice(0, 18 + n) + (text[18 + n] === 'Q' ? 'P' : 'Q') + text.slice(19 + n), key);
  expect(await slips(swapped)).toEqual({ slip: 'slip', group: 0 });
  expect(await dora.ask('archiveKey')).toEqual({ from: null });
});

test('another key than the one of the signed manifest is refused, and the one before it does not stay', async () => {
  await slips(key);
  expect(await refusal(() => slips(identity(random(32))))).toBe('G9');
  expect(await dora.ask('archiveKey')).toEqual({ from: null });
});

test('nobody but a lead types one', async () => {
  const ben = await newColleague(rows, lead, 'Ben', ['counsellor']), seeker = await newSeeker(rows);
  expect(await refusal(() => ben.ask('typeArchiveKey', { typed: key }))).toBe('state');
  expect(await refusal(() => seeker.ask('typeArchiveKey', { typed: key }))).toBe('state');
});

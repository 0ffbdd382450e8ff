import { beforeEach, describe, expect, test } from 'vitest';
import { Decrypter } from 'age-encryption';
import { ad, b64, fromUtf8, unb64 } from '../bytes';
import { identity } from '../age';
import { verify } from '../ed25519';
import { makeGrant } from '../grant';
import { ckIdOf, newEncKey } from '../keys';
import { random, sha256 } from '../primitives';
import { newAgency, newColleague, newSeeker, newId, openFromPool, read, Rows, say, takeOver, vaultOf, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import type { Case, Grant } from '../wire';

let rows: Rows, lead: Somebody, ben: Somebody, seeker: Somebody, id: string, sealed: Case, grant: Grant;
const nobody = { manifests: [], records: [] };

/** An agency that documents, and a case of Ben's with two letters, an answer and a note: sealed. */
beforeEach(async () => {
  rows = new Rows();
  lead = await newAgency(rows, true, 10);
  ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
  seeker = await newSeeker(rows);
  id = await write(rows, seeker);
  await takeOver(rows, ben, id);
  await read(rows, ben, id);
  await read(rows, seeker, id);
  await say(rows, ben, id, 'Schön, dass Sie schreiben.');
  await say(rows, ben, id, 'Notiz für später.', 'note');
  grant = granted((await ben.ask('archiveGrant', { case: rows.caseFor(id, ben.uid) })).grant.file, ben.uid);
  sealed = { ...rows.cases.get(id)!.row, self: null, counsellor: null };
});

const granted = (file: Grant['file'], by: string | null): Grant => ({ id: newId(), epoch: 0, to_uid: null, to_role: 'archive', by, why: by ? 'archive' : 'enquiry', until: null, file });

async function open(somebody: Somebody, given = grant, row = sealed) {
  const { messages, notes } = rows.cases.get(id)!;
  let members: { manifests: string[]; records: string[] } = nobody;
  for (let round = 0; round < 4; round++) {
    const opened = await somebody.ask('openArchive', { case: row, grant: given, messages, notes, members });
    if (opened.wanted === null) return opened;
    members = rows.members;
  }
  throw new Error('it never has enough');
}

const labels = { lang: 'de', title: 'Fall', from: 'Von', to: 'An', time: 'Zeit', text: 'Text', notes: 'Vermerke', unread: 'nicht lesbar' };

test('who holds the archive key reads everything, with who wrote it; nothing is pinned or counted as read', async () => {
  const before = await vaultOf(rows, lead), opened = await open(lead);
  expect(opened.profile?.name).toBe('Sonne');
  expect(opened.messages.map(({ text, state, role }) => [text, state, role])).toEqual([['Ich weiß nicht mehr weiter.', 'open', 'seeker'], ['Schön, dass Sie schreiben.', 'open', 'counsellor']]);
  expect(opened.notes.map(({ text, state }) => [text, state])).toEqual([['Notiz für später.', 'open']]);
  const { messages, notes } = rows.cases.get(id)!;
  expect(opened.names).toEqual({ [messages[1]!.id]: 'Ben', [notes[0]!.id]: 'Ben' });
  expect(await vaultOf(rows, lead)).toEqual(before);
});

test('years later: the author has left, and the record of that day still names him', async () => {
  const { body, vault } = await lead.ask('dismiss', { uid: ben.uid });
  rows.manifests.push(body.manifest);
  rows.keep(lead.uid, vault);
  rows.keep(lead.uid, (await lead.ask('manifest', { roots: rows.roots, manifest: body.manifest })).vault);
  const opened = await open(lead);
  expect(opened.messages.map(({ state }) => state)).toEqual(['open', 'open']);
  expect(Object.values(opened.names)).toEqual(['Ben', 'Ben']);
});

test('the grant of an acceptance opens it too; what the seeker granted does not', async () => {
  const other = await write(rows, seeker), found = rows.cases.get(other)!, planted = found.grants.find(({ to_role }) => to_role === 'archive')!;
  await openFromPool(rows, ben, other);
  const { grants, nk_id } = await ben.ask('accept', { case: other });
  id = other;
  sealed = { ...found.row, nk_id, self: null };
  expect((await open(lead, granted(grants.find(({ role }) => role === 'archive')!.file, ben.uid))).messages[0]!.text).toBe('Ich weiß nicht mehr weiter.');
  expect(await refusal(() => open(lead, planted))).toBe('G6');
});

describe('what does not open', () => {
  test('nobody without the key: neither a counsellor nor the seeker', async () => {
    expect(await refusal(() => open(ben))).toBe('G3');
    expect(await refusal(() => open(seeker))).toBe('state');
  });

  test('another case, other keys, another note key', async () => {
    expect(await refusal(() => open(lead, grant, { ...sealed, id: newId() }))).toBe('G4');
    expect(await refusal(() => open(lead, grant, { ...sealed, ck_id: newId() }))).toBe('G4');
    expect(await refusal(() => open(lead, grant, { ...sealed, nk_id: newId() }))).toBe('G4');
    expect(await refusal(() => open(lead, { ...grant, file: 'AAAA' as Grant['file'] }))).toBe('G1');
  });

  test('a key that opens nothing of the case, well signed by somebody of that day', async () => {
    const archive = JSON.parse(fromUtf8(unb64((JSON.parse(rows.manifests[0]!) as { payload: string }).payload))) as { roles: { archive: { kid: string; rcpt: string } } };
    const { kid, rcpt } = archive.roles.archive, ck = random(32), by = (await newEncKey()).seed;
    const file = await makeGrant({
      v: 1, agency: 'ABEiM0RVZneImaq7zN3u_w', obj: 'case', id, epoch: 0, ck: b64(ck), ck_id: b64(await ckIdOf(ck)), nk: null, nk_id: null, to: { role: 'archive' }, to_kid: kid,
      by: ben.uid, by_kid: by.kid, why: 'archive', mseq: 2, until: null, link: null, at: '2026-11-22',
    }, by, rcpt);
    const row: Case = { ...sealed, ck_id: b64(await ckIdOf(ck)), nk_id: null };
    expect(await refusal(() => open(lead, granted(file as Grant['file'], ben.uid), row))).toBe('G6');
  });
});

describe('export', () => {
  test('the files are listed with their hashes, and the list is signed by who exports', async () => {
    await open(lead);
    const { handle, files } = await lead.ask('exportFiles', { labels, agency: 'Kriseninterventionszentrum' });
    expect(handle).toMatch(/^[a-z0-9]{8}$/);
    const by = new Map(files.map(({ name, bytes }) => [name, bytes]));
    expect([...by.keys()]).toEqual(['MANIFEST.json', 'MANIFEST.sig', 'case.html', 'messages.json', 'notes.json', 'profile.json', 'directory.json']);
    const list = JSON.parse(fromUtf8(by.get('MANIFEST.json')!)) as { case: string; entries: Record<string, string>; messages: unknown[]; epochs: unknown[] };
    for (const [name, hash] of Object.entries(list.entries)) expect(b64(await sha256(by.get(name)!))).toBe(hash);
    expect([list.case, Object.keys(list.entries).length, list.messages.length, list.epochs.length]).toEqual([id, 5, 3, 1]);
    const sig = JSON.parse(fromUtf8(by.get('MANIFEST.sig')!)) as { pub: string; sig: string };
    expect(await verify(unb64(sig.pub), ad('sg1/export', by.get('MANIFEST.json')!), unb64(sig.sig))).toBe(true);
    const lines = JSON.parse(fromUtf8(by.get('messages.json')!)) as { from: string; to: string; time: string }[];
    expect(lines.map(({ from, to }) => [from, to])).toEqual([['Sonne', 'Kriseninterventionszentrum'], ['Ben', 'Sonne']]);
    expect(lines.every(({ time }) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time))).toBe(true);
    expect(fromUtf8(by.get('case.html')!)).toContain('<td>Sonne</td><td>Kriseninterventionszentrum</td>');
  });

  test('what somebody typed is text in the page, whatever it looks like', async () => {
    const evil = await say(rows, seeker, id, '<img src=x onerror=alert(1)>&"\'');
    expect(evil.order).toBe(3);
    await open(lead);
    const { files } = await lead.ask('exportFiles', { labels, agency: '<b>' });
    const page = fromUtf8(files.find(({ name }) => name === 'case.html')!.bytes);
    expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;&#38;&#34;&#39;');
    expect(page).not.toMatch(/<(img|script|b)\b/);
  });

  test('sealed to the archive key, it opens with that and nothing else', async () => {
    await open(lead);
    const plain = new Uint8Array(70_000), { file } = await lead.ask('sealExport', { archive: plain });
    const opening = async (seed: Uint8Array<ArrayBuffer>) => { const d = new Decrypter(); d.addIdentity(identity(seed)); return new Uint8Array(await d.decrypt(file)); };
    expect(await opening(random(32)).catch(() => 'no')).toBe('no');
    expect(fromUtf8(file.subarray(0, 21))).toBe('age-encryption.org/v1');
  });

  test('nothing is exported that was not opened, and what was opened last is what goes', async () => {
    expect(await refusal(() => lead.ask('exportFiles', { labels, agency: 'A' }))).toBe('state');
    expect(await refusal(() => lead.ask('sealExport', { archive: random(1) }))).toBe('state');
    await open(lead);
    expect(await refusal(() => open(lead, grant, { ...sealed, nk_id: newId() }))).toBe('G4');
    expect(await refusal(() => lead.ask('exportFiles', { labels, agency: 'A' }))).toBe('state');
    expect(await refusal(() => ben.ask('exportFiles', { labels, agency: 'A' }))).toBe('state');
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { Decrypter } from 'age-encryption';
import { ad, b64, concat, fromUtf8, unb64, utf8, type Bytes } from '../bytes';
import { identity } from '../age';
import { verify } from '../ed25519';
import { makeGrant } from '../grant';
import { ckIdOf, newEncKey } from '../keys';
import { random, sha256 } from '../primitives';
import { newAgency, newColleague, newSeeker, newId, openFromPool, place, read, Rows, say, takeOver, vaultOf, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import type { Case, Grant } from '../wire';
import { handleWith } from '../handle';
import { all } from '../index';
import { beginExport } from './export';
import { emptyState, type State } from './person';

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

const labels = { lang: 'de', title: 'Fall', from: 'Von', to: 'An', time: 'Zeit', text: 'Text', notes: 'Vermerke', unread: 'nicht lesbar', files: 'Anhänge', missing: 'fehlt' };

test('who holds the archive key reads everything, with who wrote it; nothing is pinned or counted as read', async () => {
  const before = await vaultOf(rows, lead), opened = await open(lead);
  expect(opened.profile?.name).toBe('Sonne');
  expect(opened.messages.map(({ text, state, role }) => [text, state, role])).toEqual([['Ich weiß nicht mehr weiter.', 'open', 'seeker'], ['Schön, dass Sie schreiben.', 'open', 'counsellor']]);
  expect(opened.notes.map(({ text, state }) => [text, state])).toEqual([['Notiz für später.', 'open']]);
  const { messages, notes } = rows.cases.get(id)!;
  expect(opened.names).toEqual({ [messages[1]!.id]: 'Ben', [notes[0]!.id]: 'Ben' });
  expect(await vaultOf(rows, lead)).toEqual(before);
});

test('a record from which the first letter was left out says that its order could not be checked', async () => {
  const of = rows.cases.get(id)!, { messages } = of;
  of.messages = messages.slice(1);
  expect((await open(lead)).messages.map(({ state, check }) => [state, check])).toEqual([['unchecked', 'E4']]);
  of.messages = messages;
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
  /** The files of an export of what is open, in the order in which they are packed. */
  async function taken(of: { message: string; id: string; sealed: Bytes }[] = [], agency = 'Kriseninterventionszentrum') {
    const { handle } = await lead.ask('beginExport', { to: 'archive' }), files = [];
    for (const one of of) files.push(await lead.ask('exportFile', one));
    return { handle, files: [...files, ...(await lead.ask('exportFiles', { labels, agency, page: 1 })).files] };
  }

  const textOf = (files: { name: string; bytes: Bytes }[], name: string) => fromUtf8(files.find((file) => file.name === name)!.bytes);

  test('the files are listed with their hashes, and the list is signed by who exports', async () => {
    await open(lead);
    const { handle, files } = await taken();
    expect(handle).toMatch(/^[a-z0-9]{8}$/);
    const by = new Map(files.map(({ name, bytes }) => [name, bytes]));
    expect([...by.keys()]).toEqual(['case.html', 'messages.json', 'notes.json', 'profile.json', 'directory.json', 'MANIFEST.json', 'MANIFEST.sig']);
    const list = JSON.parse(fromUtf8(by.get('MANIFEST.json')!)) as { case: string; entries: Record<string, string>; messages: number; notes: number; epochs: unknown[] };
    for (const [name, hash] of Object.entries(list.entries)) expect(b64(await sha256(by.get(name)!))).toBe(hash);
    expect([list.case, Object.keys(list.entries).length, list.messages, list.notes, list.epochs.length]).toEqual([id, 5, 2, 1, 1]);
    const sig = JSON.parse(fromUtf8(by.get('MANIFEST.sig')!)) as { pub: string; sig: string };
    expect(await verify(unb64(sig.pub), ad('sg1/export', by.get('MANIFEST.json')!), unb64(sig.sig))).toBe(true);
    const lines = JSON.parse(fromUtf8(by.get('messages.json')!)) as { from: string; to: string; time: string; hash: string }[];
    expect(lines[0]!.hash).toBe(rows.cases.get(id)!.messages[1]!.prev_hash);
    expect(lines.map(({ from, to }) => [from, to])).toEqual([['Sonne', 'Kriseninterventionszentrum'], ['Ben', 'Sonne']]);
    expect(lines.every(({ time }) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time))).toBe(true);
    expect(fromUtf8(by.get('case.html')!)).toContain('<td>Sonne</td><td>Kriseninterventionszentrum</td>');
  });

  test('what somebody typed is text in the page, whatever it looks like; nothing in it runs or is fetched', async () => {
    const evil = await say(rows, seeker, id, '<img src=x onerror=alert(1)>&"\'');
    expect(evil.order).toBe(3);
    await open(lead);
    const page = textOf((await taken([], '<b>')).files, 'case.html');
    expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;&#38;&#34;&#39;');
    expect(page).not.toMatch(/<(img|script|b|link|iframe)\b/);
    expect(page).toContain('<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;">');
  });

  test('an attachment opens in the archive, goes along under its hash, and stands beside its message', async () => {
    const bytes = concat(utf8('%PDF-1.7\n'), new Uint8Array(100_000).fill(65)), file = await seeker.ask('attach', { case: id, name: 'Befund Müller.pdf', type: 'application/pdf', bytes });
    const { part: whole } = await seeker.ask('attachedPart', { id: file.id, n: 0 });
    const message = await seeker.ask('message', { case: id, id: newId(), text: 'Anbei.', lang: 'de', kind: 'message', files: [file.id] });
    rows.post(id, seeker.uid, message);
    const { messages } = await open(lead), one = { message: message.id, id: file.id, sealed: whole };
    expect(messages.at(-1)!.files).toEqual([{ id: file.id, name: 'Befund Muller.pdf', type: 'application/pdf', size: bytes.length }]);
    expect(b64((await lead.ask('openFile', { case: id, ...one })).bytes)).toBe(b64(bytes));
    expect(await refusal(() => lead.ask('exportFile', one))).toBe('state'); // nothing was begun
    const without = await taken();
    expect(textOf(without.files, 'case.html')).toContain('<li>Befund Muller.pdf (fehlt)</li>');
    const { files } = await taken([one]);
    expect([files[0]!.name, b64(files[0]!.bytes)]).toEqual(['files/1-Befund Muller.pdf', b64(bytes)]);
    expect((JSON.parse(textOf(files, 'MANIFEST.json')) as { entries: Record<string, string> }).entries['files/1-Befund Muller.pdf']).toBe(b64(await sha256(bytes)));
    expect((JSON.parse(textOf(files, 'messages.json')) as { files: unknown }[]).at(-1)!.files).toEqual([{ name: 'Befund Muller.pdf', size: bytes.length, file: 'files/1-Befund Muller.pdf' }]);
    expect(textOf(files, 'case.html')).toContain('<li><a href="files/1-Befund%20Muller.pdf" download>Befund Muller.pdf</a></li>');
    await lead.ask('beginExport', { to: 'archive' });
    expect(await refusal(() => lead.ask('exportFile', { ...one, sealed: whole.slice(0, -1) }))).toBe('F2');
    expect(await refusal(() => lead.ask('exportFile', { ...one, message: newId() }))).toBe('state');
    expect(await refusal(() => lead.ask('openFile', { case: newId(), ...one }))).toBe('state');
  });

  test('twenty thousand messages go in pages of five hundred, in turn, and the list stays as short as any reader takes', async () => {
    const state: State = emptyState(), ask = handleWith(all, state);
    await ask('codeLogin', { ...place, realm: 'staff', code: lead.code });
    await ask('signedIn', { ...place, session: rows.session(lead.uid, 'rc'), manifests: rows.manifests, records: rows.records });
    const { messages } = await open({ ...lead, ask });
    state.shelf!.shown.messages = Array.from({ length: 20_000 }, (_, n) => messages[n % 2]!);
    const { handle } = await ask('beginExport', { to: 'archive' }), made: { name: string; bytes: Bytes }[] = [];
    expect(await refusal(() => ask('exportFiles', { labels, agency: 'A', page: 2 }))).toBe('state');
    let largest = 0, page = 0;
    for (let more = true; more;) {
      const part = await ask('exportFiles', { labels, agency: 'A', page: ++page });
      largest = Math.max(largest, part.files.reduce((sum, { bytes }) => sum + bytes.length, 0));
      made.push(...part.files);
      ({ more } = part);
    }
    expect([handle.length, page, made.filter(({ name }) => name.startsWith('messages')).length]).toEqual([8, 40, 40]);
    expect(made.filter(({ name }) => name.startsWith('messages')).reduce((sum, { bytes }) => sum + (JSON.parse(fromUtf8(bytes)) as unknown[]).length, 0)).toBe(20_000);
    expect(largest).toBeLessThan(512 * 1024); // no more than that is in hand at a time
    expect(textOf(made, 'case-40.html')).toContain('<a href="case.html">1</a> <a href="case-2.html">2</a>');
    const list = made.find(({ name }) => name === 'MANIFEST.json')!.bytes, { entries, messages: count } = JSON.parse(fromUtf8(list)) as { entries: Record<string, string>; messages: number };
    expect([list.length < 16_384, Object.keys(entries).length, count]).toEqual([true, 122, 20_000]);
    expect(await refusal(() => ask('exportFiles', { labels, agency: 'A', page: 40 }))).toBe('state');
  });

  /** Seals parts as the page does, and gives the whole file. */
  async function sealUp(...parts: Bytes[]): Promise<Bytes> {
    const all: Bytes[] = [];
    for (const part of [...parts, null]) all.push((await lead.ask('sealExport', { part })).part);
    return concat(...all);
  }

  const opening = (of: Bytes, set: (by: Decrypter) => void) => { const by = new Decrypter(); set(by); return by.decrypt(of).then((plain) => new Uint8Array(plain), () => null); };

  test('sealed to the archive key in parts, it opens with that and nothing else', async () => {
    await open(lead);
    expect((await lead.ask('beginExport', { to: 'archive' })).passphrase).toBeNull();
    const parts = [1, 70_000, 0, 200_000, 65_536].map((length, n) => new Uint8Array(length).fill(n)), file = await sealUp(...parts);
    expect(fromUtf8(file.subarray(0, 21))).toBe('age-encryption.org/v1');
    expect(await opening(file, (by) => { by.addIdentity(identity(random(32))); })).toBeNull();
    expect(await refusal(() => lead.ask('sealExport', { part: null }))).toBe('state'); // it has ended
  });

  test('to a passphrase that nobody chose: what it opens is what was packed, and another one opens nothing', async () => {
    await open(lead);
    const { passphrase } = await lead.ask('beginExport', { to: 'passphrase' }), parts = [1, 70_000, 0, 200_000].map((length, n) => new Uint8Array(length).fill(n));
    expect(passphrase).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
    const file = await sealUp(...parts);
    expect(b64((await opening(file, (by) => { by.addPassphrase(passphrase!); }))!)).toBe(b64(concat(...parts)));
    expect(await opening(file, (by) => { by.addPassphrase(passphrase!.toLowerCase()); })).toBeNull();
    expect((await lead.ask('beginExport', { to: 'passphrase' })).passphrase).not.toBe(passphrase);
    expect(fromUtf8(file.subarray(0, 32))).toContain('-> scrypt');
  });

  test('nothing is exported that was not opened, and what was opened last is what goes', async () => {
    const tries = async (who = lead) => [
      await refusal(() => who.ask('beginExport', { to: 'archive' })), await refusal(() => who.ask('exportFiles', { labels, agency: 'A', page: 1 })), await refusal(() => who.ask('sealExport', { part: null })),
    ];
    expect(await tries()).toEqual(['state', 'state', 'state']);
    await open(lead);
    expect(await refusal(() => open(lead, grant, { ...sealed, nk_id: newId() }))).toBe('G4');
    expect(await tries()).toEqual(['state', 'state', 'state']);
    expect(await tries(ben)).toEqual(['state', 'state', 'state']);
  });

  test('nothing is exported that nobody could sign, or that no archive key is there for', async () => {
    const state = { shelf: { row: { id }, rows: [], export: null }, person: { keyring: { sig: null }, chain: { current: { body: { roles: { archive: null } } } } } };
    const begin = () => refusal(() => beginExport(state as unknown as State, { to: 'archive' }));
    expect(await begin()).toBe('state');
    expect(await refusal(() => beginExport(state as unknown as State, { to: 'passphrase' }))).toBe('state');
    Object.assign(state.person.keyring, { sig: {} });
    expect(await begin()).toBe('state');
    expect(await refusal(() => beginExport(state as unknown as State, { to: 'passphrase' }))).toBeNull();
  });
});

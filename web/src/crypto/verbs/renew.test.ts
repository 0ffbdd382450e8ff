// "Somebody knows my password", and the details that somebody likes to say, against what a server may hand back.
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { b64, unb64, utf8 } from '../bytes';
import type { Handle } from '../handle';
import { openKeyring } from '../keyring';
import { createSeekerWorker } from '../seeker';
import { letter, newAgency, newId, newSeeker, password, place, read, Rows, salt16, takeOver, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import { type Argument } from '../verbs';
import { openWrap } from '../wrap';
import { codeKeys, readCode } from '../code';
import { where } from '../place';
import type { KeyedCase, KeyedDraft, Renewal } from '../wire';

const rows = new Rows();
let lead: Somebody;
beforeAll(async () => { lead = await newAgency(rows); }, 60_000);
afterEach(() => { vi.restoreAllMocks(); });

const keyed = (uid: string): KeyedCase[] => [...rows.cases.keys()].flatMap((id) => {
  const { id: own, epoch, ck_id, seeker, profile, self } = rows.caseFor(id, uid);
  return seeker === uid ? [{ id: own, seeker, epoch, ck_id, self: self!, profile }] : [];
});

async function proves({ ask, uid, code }: Somebody): Promise<void> {
  await ask('prove', { code });
  await ask('proved', { wrap: rows.accounts.get(uid)!.body.wraps.find(({ method }) => method === 'rc')! });
}

/** What an honest server does with it. */
function keep(uid: string, body: Renewal): void {
  const account = rows.accounts.get(uid)!;
  rows.keep(uid, body.vault, body.keyring);
  account.body.wraps = [body.code.wrap];
  for (const { id, self, profile } of body.cases) {
    const found = rows.cases.get(id)!;
    found.selves.set(uid, self);
    found.row.profile = profile!;
  }
}

const keyringOf = async (uid: string, code: string) => {
  const at = where(place), owner = { ...at, uid: unb64(uid) }, { kek } = await codeKeys(at, 'seeker', await readCode(code));
  const uk = await openWrap(owner, { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) }, rows.accounts.get(uid)!.body.wraps.find(({ method }) => method === 'rc')!);
  return { uk, keyring: await openKeyring(uk, owner, rows.accounts.get(uid)!.keyring) };
};

describe('somebody knows my password', () => {
  test('everything opens under the new key, nothing that the old one can open is left, and staff go on', async () => {
    const seeker = await newSeeker(rows), id = await write(rows, seeker, { ...letter, text: 'Ein Brief.' });
    await takeOver(rows, lead, id);
    const before = await keyringOf(seeker.uid, seeker.code), old = keyed(seeker.uid);
    const draft = await seeker.ask('sealDraft', { case: id, kind: 'message', version: 3, id: newId(), text: 'Ein Entwurf.', lang: 'de' });
    await read(rows, seeker, id);
    const file = await seeker.ask('attach', { case: id, name: 'x', type: 'text/plain', bytes: utf8('Ein Zettel.') }), picked = await seeker.ask('sealPicked', { case: id, id: newId(), version: 1, files: [{ id: file.id, whole: true }] });
    const drafts: KeyedDraft[] = [{ case: id, kind: 'message', version: 3, box: draft.box }, { case: id, kind: 'files', version: 1, box: picked.box }, { case: newId(), kind: 'message', version: 1, box: draft.box }];
    await proves(seeker);
    const made = await seeker.ask('renewKeys', { password: null, cases: old, drafts });
    expect([made.body.cases.length, made.body.drafts.length, made.dropped, made.body.password, made.body.code.wrap.gen, made.body.cases[0]!.profile!.version]).toEqual([1, 2, 1, null, 2, 2]);
    keep(seeker.uid, made.body);
    await seeker.ask('renewedKeys', {});
    const after = await keyringOf(seeker.uid, made.code);
    expect(b64(after.uk)).not.toBe(b64(before.uk));
    expect(after.keyring.pin).toEqual(before.keyring.pin);
    expect(after.keyring.enc.slice(1)).toEqual(before.keyring.enc);
    const back = async () => {
      const ask = createSeekerWorker();
      await ask('codeLogin', { ...place, realm: 'seeker', code: made.code });
      await ask('signedIn', { ...place, session: rows.session(seeker.uid, 'rc') });
      return ask;
    };
    for (const worker of [() => seeker.ask, back]) {
      const ask = await worker();
      expect((await read(rows, { ...seeker, ask }, id)).messages.map(({ text }) => text)).toEqual(['Ein Brief.']);
      expect((await ask('openDraft', made.body.drafts[0] as Argument<'openDraft'>)).text).toBe('Ein Entwurf.');
      expect((await ask('openPicked', { ...made.body.drafts[1]!, case: id })).files).toEqual([{ id: file.id, name: 'x.txt', size: 11, length: file.length, whole: true }]);
    }
    expect((await read(rows, lead, id)).messages.map(({ text }) => text)).toEqual(['Ein Brief.']); // the pin key has signed the new recipient
    rows.cases.get(id)!.row.profile = old[0]!.profile; // a server that goes on with the one of before
    for (const worker of [() => seeker.ask, back]) expect(await read(rows, { ...seeker, ask: await worker() }, id)).toMatchObject({ profile: null, refused: 'P2' });
    const thief = createSeekerWorker();
    await thief('codeLogin', { ...place, realm: 'seeker', code: seeker.code });
    expect(await refusal(() => thief('signedIn', { ...place, session: rows.session(seeker.uid, 'rc') }))).toBe('box');
  });

  const wrong: [string, (row: KeyedCase, other: KeyedCase) => KeyedCase, string][] = [
    ['a copy of another case', (row, other) => ({ ...row, self: other.self }), 'box'],
    ['a profile of another case', (row, other) => ({ ...row, profile: other.profile }), 'box'],
    ['another key than the one pinned', (row, other) => ({ ...row, ck_id: other.ck_id }), 'G4'],
    ['an epoch that was', (row) => ({ ...row, epoch: row.epoch + 1 }), 'box'],
  ];
  test.each(wrong)('%s: nothing is sealed anew', async (_, change, check) => {
    const seeker = await newSeeker(rows);
    await write(rows, seeker, { ...letter, text: 'Der eine.' });
    await write(rows, seeker, { ...letter, text: 'Der andere.' });
    await proves(seeker);
    const [one, two] = keyed(seeker.uid);
    expect(await refusal(() => seeker.ask('renewKeys', { password: null, cases: [change(one!, two!), two!], drafts: [] }))).toBe(check);
    expect(await refusal(() => seeker.ask('renewedKeys', {}))).toBe('state');
  });

  test('a profile that does not open as it was said is not handed out', async () => {
    const seeker = await newSeeker(rows), decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    await write(rows, seeker);
    await proves(seeker);
    let profiles = 0;
    vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (...a) => {
      const bytes = new Uint8Array(await decrypt(...a));
      if (bytes.length >= 1000 && ++profiles === 2) bytes[16]! ^= 1; // the stored one, then the new one: a letter of the name
      return bytes.buffer;
    });
    expect(await refusal(() => seeker.ask('renewKeys', { password: null, cases: keyed(seeker.uid), drafts: [] }))).toBe('seal');
    expect(profiles).toBe(2);
  });

  test('not without a proof, and not with a password that is not there', async () => {
    const seeker = await newSeeker(rows), none = { password: null, cases: [], drafts: [] };
    expect(await refusal(() => seeker.ask('renewKeys', none))).toBe('state');
    await proves(seeker);
    expect(await refusal(() => seeker.ask('renewKeys', { ...none, password: { password: 'neun worte sind genug', salt16: 'A'.repeat(22) } }))).toBe('state');
    const named = createSeekerWorker();
    await named('directory', { ...place, directory: rows.directory, f: null });
    const { body, code } = await named('register', { ...place, realm: 'seeker', name: 'Sonne 42', password, salt16, lang: 'de' });
    await named('registered', { session: rows.add(body, 'active') });
    await proves({ ask: named, uid: body.uid, code });
    expect(await refusal(() => named('renewKeys', none))).toBe('state'); // the password that somebody knows would stay
    const staff = lead.ask as Handle;
    await staff('prove', { code: lead.code });
    await staff('proved', { wrap: rows.accounts.get(lead.uid)!.body.wraps.find(({ method }) => method === 'rc')! });
    expect(await refusal(() => staff('renewKeys', { ...none, password: { password: 'neun worte sind genug', salt16: 'A'.repeat(22) } }))).toBe('state');
  });
});

describe('the language', () => {
  test('is kept in the vault, once', async () => {
    const seeker = await newSeeker(rows), { vault } = await seeker.ask('speaks', { lang: 'de-simple' });
    rows.keep(seeker.uid, vault);
    expect((await seeker.ask('speaks', { lang: 'de-simple' })).vault).toBeNull();
    expect(await refusal(() => seeker.ask('speaks', { lang: '../en' }))).toBe('text');
    const back = createSeekerWorker();
    await back('codeLogin', { ...place, realm: 'seeker', code: seeker.code });
    expect((await back('signedIn', { ...place, session: rows.session(seeker.uid, 'rc') })).lang).toBe('de-simple');
  });
});

describe('voluntary details', () => {
  test('a new version of the profile, with what was said before', async () => {
    const seeker = await newSeeker(rows), id = await write(rows, seeker, { ...letter, text: 'Ein Brief.' });
    const row = rows.caseFor(id, seeker.uid), said = { case: row, name: 'Segel', age: '18 bis 26', gender: null };
    rows.cases.get(id)!.row.profile = await seeker.ask('details', said);
    const [now] = await seeker.ask('cases', { cases: [{ case: rows.caseFor(id, seeker.uid), grant: null }] });
    expect([now!.state, now!.profile!.name, now!.profile!.age]).toEqual(['open', 'Segel', '18 bis 26']);
    expect(await refusal(() => seeker.ask('details', { ...said, name: 'x'.repeat(201) }))).toBe('text');
    expect(await refusal(() => seeker.ask('details', { ...said, age: '\ud800' }))).toBe('text');
    const stranger = await newSeeker(rows);
    expect(await refusal(() => stranger.ask('details', said))).toBe('G4');
    expect(await refusal(() => seeker.ask('details', { ...said, case: { ...row, id: newId(), self: null } }))).toBe('state');
    expect(await refusal(() => lead.ask('details', said))).toBe('state');
  });
});

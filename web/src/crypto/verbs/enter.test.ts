// Signing in and taking in another window's vault, where all boxes open and one thing in them is not what it has to be.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { b64, unb64 } from '../bytes';
import { codeKeys, readCode } from '../code';
import { createWorker } from '../index';
import { openKeyring, sealKeyring, sealVault, type Keyring, type Owner, type Vault } from '../keyring';
import { inviteMac } from '../keys';
import { where } from '../place';
import { newAgency, newColleague, newId, newSeeker, password, place, Rows, salt16, vaultOf, write, type Somebody } from '../testing';
import type { Invite, Session, Versioned } from '../wire';
import { refusal } from '../vectors';
import { openWrap } from '../wrap';

const rows = new Rows();
let lead: Somebody;
beforeAll(async () => { lead = await newAgency(rows); });

const ownerOf = (uid: string): Owner => ({ ...where(place), uid: unb64(uid) });

/** The user key, as its owner's return code opens it. */
async function userKey({ uid, code }: Somebody, session: Session): Promise<Uint8Array<ArrayBuffer>> {
  const owner = ownerOf(uid), { kek } = await codeKeys(owner, session.realm, await readCode(code));
  return openWrap(owner, { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) }, rows.session(uid, 'rc').wrap!);
}

/** The session with a keyring that its owner could have sealed. */
async function withKeyring(who: Somebody, session: Session, change: (keyring: Keyring) => void): Promise<Session> {
  const uk = await userKey(who, session), keyring = await openKeyring(uk, ownerOf(who.uid), session.keyring);
  change(keyring);
  return { ...session, keyring: await sealKeyring(uk, ownerOf(who.uid), session.keyring.version, keyring) };
}

/** The next vault, as another window of its owner could have sealed it. */
async function nextVault(who: Somebody, change: (vault: Vault) => void): Promise<Versioned> {
  const session = rows.session(who.uid, 'rc'), vault = await vaultOf(rows, who);
  change(vault);
  return sealVault(await userKey(who, session), ownerOf(who.uid), session.vault.version + 1, vault);
}

describe('a keyring that opens', () => {
  test('names the generation of the wrap that was used, or the wrap is an old one', async () => {
    const seeker = await newSeeker(rows), ask = createWorker(), session = rows.session(seeker.uid, 'rc');
    await ask('codeLogin', { ...place, realm: 'seeker', code: seeker.code });
    expect(await refusal(async () => ask('signedIn', { ...place, session: await withKeyring(seeker, session, (k) => { k.gens.rc = 2; }) }))).toBe('wrap');
    await ask('signedIn', { ...place, session: await withKeyring(seeker, session, (k) => { k.gens.pw = 2; }) });
  });

  test('names the one who signed in by name', async () => {
    const ask = createWorker(), typed = { ...place, realm: 'seeker' as const, name: 'Sonne-42', password, salt16 };
    await ask('directory', { ...place, directory: rows.directory, f: null });
    const { body, code } = await ask('register', { ...typed, lang: 'de' }), who = { ask, uid: body.uid, code };
    await ask('registered', { session: rows.add(body, 'active') });
    const session = rows.session(body.uid, 'pw'), again = createWorker();
    await again('passwordLogin', { ...typed, kdf: 1 });
    expect(await refusal(async () => again('signedIn', { ...place, session: await withKeyring(who, session, (k) => { k.name = 'mond-7'; }) }))).toBe('wrap');
    await again('signedIn', { ...place, session: await withKeyring(who, session, () => undefined) });
  });

  test('is not older than the one this worker has opened', async () => {
    const ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']), now = rows.session(ben.uid, 'rc');
    expect(now.keyring.version).toBe(2);
    const before = { ...now, keyring: { ...now.keyring, version: 1, box: rows.accounts.get(ben.uid)!.body.keyring } };
    await ben.ask('codeLogin', { ...place, realm: 'staff', code: ben.code });
    const members = { manifests: rows.manifests, records: rows.records };
    expect(await refusal(() => ben.ask('signedIn', { ...place, session: before, ...members }))).toBe('set-back');
    await ben.ask('signedIn', { ...place, session: now, ...members });
  });
});

test('what was typed for one agency is not for another at the same address', async () => {
  const seeker = await newSeeker(rows), ask = createWorker(), other = newId();
  await ask('codeLogin', { ...place, realm: 'seeker', code: seeker.code });
  expect(await refusal(() => ask('signedIn', { ...place, agency: other, session: { ...rows.session(seeker.uid, 'rc'), agency: other } }))).toBe('state');
});

describe('the vault of another window', () => {
  test('is taken in by whoever is signed in', async () => {
    const seeker = await newSeeker(rows);
    const vault = await nextVault(seeker, (v) => { v.lang = 'en'; });
    expect(await refusal(() => createWorker()('refreshed', { vault }))).toBe('state');
    expect(await seeker.ask('refreshed', { vault })).toEqual({ vault: null });
  });

  test('pins the same first root', async () => {
    const seeker = await newSeeker(rows);
    const vault = await nextVault(seeker, (v) => { v.dir.root_fp = '0'.repeat(26); });
    expect(await refusal(() => seeker.ask('refreshed', { vault }))).toBe('set-back');
  });

  test('pins the same key for a case', async () => {
    const seeker = await newSeeker(rows), id = await write(rows, seeker);
    const vault = await nextVault(seeker, (v) => { v.cases[id]!.ck_id = newId(); });
    expect(await refusal(() => seeker.ask('refreshed', { vault }))).toBe('set-back');
    expect(await seeker.ask('refreshed', { vault: await nextVault(seeker, () => undefined) })).toEqual({ vault: null });
  });
});

describe('an invite', () => {
  async function answered(): Promise<{ token: string; invite: Invite }> {
    const { id, token, until, vault } = await lead.ask('invite', { roles: ['counsellor'] }), ask = createWorker();
    rows.keep(lead.uid, vault);
    const { fingerprint } = await lead.ask('directory', { ...place, directory: rows.directory, f: null });
    await ask('directory', { ...place, directory: rows.directory, f: fingerprint });
    const { body } = await ask('join', { ...place, token, kind: 'join', name: 'Cem', password, salt16, alias: 'Cem', lang: 'de' });
    return { token, invite: { id, state: 'answered', until, uid: body.uid, record: body.invite!.record, mac: body.invite!.mac } };
  }

  test('answered by the lead herself would put her in her own place', async () => {
    const { token, invite } = await answered(), record = rows.records.find((r) => r.includes(lead.uid))!;
    const own: Invite = { ...invite, uid: lead.uid, record, mac: b64(await inviteMac(unb64(token), record)) };
    expect(await refusal(() => lead.ask('invited', { invite: own }))).toBe('invite');
    await lead.ask('invited', { invite });
  });

  test('is good until its day', async () => {
    const { invite } = await answered();
    await lead.ask('invited', { invite });
    vi.useFakeTimers({ now: Date.now() + 8 * 24 * 3600_000, toFake: ['Date'] });
    try { expect(await refusal(() => lead.ask('invited', { invite }))).toBe('invite'); } finally { vi.useRealTimers(); }
  });
});

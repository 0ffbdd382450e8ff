// Other ways of signing in, against a server that keeps, serves and hands back what it likes.
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { unb64 } from '../bytes';
import { codeKeys, readCode } from '../code';
import type { Handle } from '../handle';
import { openKeyring, sealKeyring } from '../keyring';
import { where } from '../place';
import { random } from '../primitives';
import { createSeekerWorker } from '../seeker';
import { newAgency, newId, newSeeker, password, place, Rows, salt16 } from '../testing';
import { refusal } from '../vectors';
import type { Session, Ways, Wrap } from '../wire';
import { openWrap, sealWrap, type Opener } from '../wrap';

const rows = new Rows(), fresh = 'Büroklammer Pferd korrekt', name = 'Sonne 42';
beforeAll(async () => { await newAgency(rows); }, 60_000);
afterEach(() => { vi.restoreAllMocks(); });

interface Somebody { ask: Handle; uid: string; code: string }

/** Whose keys they are, and the way of the code: what somebody could seal anew with a copy of everything. */
async function openerOf({ uid, code }: Somebody): Promise<{ owner: ReturnType<typeof where> & { uid: ReturnType<typeof unb64> }; opener: Opener }> {
  const at = where(place), { kek } = await codeKeys(at, 'seeker', await readCode(code));
  return { owner: { ...at, uid: unb64(uid) }, opener: { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) } };
}

async function named(): Promise<Somebody> {
  const ask = createSeekerWorker();
  await ask('directory', { ...place, directory: rows.directory, f: null });
  const { body, code } = await ask('register', { ...place, realm: 'seeker', name, password, salt16, lang: 'de' });
  await ask('registered', { session: rows.add(body, 'active') });
  return { ask, uid: body.uid, code };
}

const wrapOf = (uid: string, method: 'pw' | 'rc'): Wrap => rows.accounts.get(uid)!.body.wraps.find((wrap) => wrap.method === method)!;

/** What an honest server does with new ways. */
function keep(uid: string, ways: Ways): void {
  const account = rows.accounts.get(uid)!;
  rows.keep(uid, null, ways.keyring);
  account.body.wraps = account.body.wraps.map((wrap) => (wrap.method === 'pw' ? ways.password?.wrap : ways.code?.wrap) ?? wrap);
}

const byPassword = { password, salt16, kdf: 1 };
const proves = async ({ ask, uid }: Somebody, typed: { password: string; salt16: string; kdf: number } | { code: string } = byPassword) => {
  const { method } = await ask('prove', typed);
  await ask('proved', { wrap: wrapOf(uid, method) });
};

async function signsIn(session: Session, typed: { password: string } | { code: string }): Promise<string> {
  const ask = createSeekerWorker();
  if ('code' in typed) await ask('codeLogin', { ...place, realm: 'seeker', code: typed.code });
  else await ask('passwordLogin', { ...place, realm: 'seeker', name, ...typed, salt16, kdf: 1 });
  return (await ask('signedIn', { ...place, session })).name;
}

describe('proving', () => {
  test('the stored wrap opens with what was typed, to this very account', async () => {
    const seeker = await newSeeker(rows), other = await newSeeker(rows);
    expect(await refusal(() => seeker.ask('proved', { wrap: wrapOf(seeker.uid, 'rc') }))).toBe('state');
    await proves(seeker, { code: seeker.code });
    await seeker.ask('prove', { code: other.code });
    expect(await refusal(() => seeker.ask('proved', { wrap: wrapOf(seeker.uid, 'rc') }))).toBe('box');
    expect(await refusal(() => seeker.ask('proved', { wrap: wrapOf(other.uid, 'rc') }))).toBe('box');
    await seeker.ask('prove', { code: seeker.code });
    expect(await refusal(() => seeker.ask('proved', { wrap: { ...wrapOf(seeker.uid, 'rc'), gen: 2 } }))).toBe('wrap');
  });

  test('a wrap that opens with what was typed, and holds another key, is not the stored one', async () => {
    const seeker = await newSeeker(rows), { owner, opener } = await openerOf(seeker);
    await seeker.ask('prove', { code: seeker.code });
    expect(await refusal(async () => seeker.ask('proved', { wrap: await sealWrap(owner, opener, 1, random(32)) }))).toBe('wrap');
    expect(await refusal(() => seeker.ask('rekey', { password: null, code: true }))).toBe('state');
    await seeker.ask('proved', { wrap: wrapOf(seeker.uid, 'rc') });
  });

  test('nothing changes before, nor with a proof that was not checked', async () => {
    const seeker = await newSeeker(rows);
    expect(await refusal(() => seeker.ask('rekey', { password: null, code: true }))).toBe('state');
    await seeker.ask('prove', { code: seeker.code });
    expect(await refusal(() => seeker.ask('rekey', { password: null, code: true }))).toBe('state');
    expect(await refusal(() => seeker.ask('rekeyed', {}))).toBe('state');
    await seeker.ask('proved', { wrap: wrapOf(seeker.uid, 'rc') });
    await seeker.ask('rekey', { password: null, code: true });
  });
});

describe('a new password', () => {
  test('opens, and the code still does; an old wrap or keyring does not', async () => {
    const somebody = await named(), { ask, uid, code } = somebody;
    const before = structuredClone(rows.session(uid, 'pw'));
    await proves(somebody);
    expect(await refusal(() => ask('rekey', { password: { password: 'zu kurz', salt16 }, code: false }))).toBe('password');
    const { body, code: none } = await ask('rekey', { password: { password: fresh, salt16 }, code: false });
    expect([none, body.code, body.password!.wrap.gen, body.keyring.version]).toEqual([null, null, 2, 2]);
    keep(uid, body);
    await ask('rekeyed', {});
    expect(await refusal(() => ask('rekey', { password: null, code: true }))).toBe('state'); // one proof, one change
    const now = (method: 'pw' | 'rc') => structuredClone(rows.session(uid, method));
    expect(await signsIn(now('pw'), { password: fresh })).toBe('sonne 42');
    expect(await signsIn(now('rc'), { code })).toBe('sonne 42');
    expect(await refusal(() => signsIn(now('pw'), { password }))).toBe('box');
    expect(await refusal(() => signsIn({ ...now('pw'), wrap: before.wrap }, { password }))).toBe('wrap'); // the old wrap, with the keyring of today
    expect(await refusal(() => signsIn({ ...now('pw'), keyring: before.keyring }, { password: fresh }))).toBe('wrap'); // the keyring set back
    expect(await refusal(() => signsIn({ ...now('rc'), wrap: { ...now('rc').wrap!, gen: 2 } }, { code }))).toBe('box'); // the other way's generation
    expect(await refusal(() => ask('proved', { wrap: wrapOf(uid, 'pw') }))).toBe('state');
    await ask('prove', { ...byPassword, password: fresh });
    expect(await refusal(() => ask('proved', { wrap: wrapOf(uid, 'pw'), keyring: before.keyring }))).toBe('set-back');
  }, 60_000);

  test('where another session of the same person was faster, its keyring is taken in', async () => {
    const somebody = await named(), { uid, code } = somebody, other = createSeekerWorker();
    await other('codeLogin', { ...place, realm: 'seeker', code });
    await other('signedIn', { ...place, session: rows.session(uid, 'rc') });
    await proves(somebody);
    const { body } = await somebody.ask('rekey', { password: { password: fresh, salt16 }, code: false });
    keep(uid, body);
    await other('prove', { code });
    await other('proved', { wrap: wrapOf(uid, 'rc'), keyring: rows.accounts.get(uid)!.keyring });
    const second = await other('rekey', { password: null, code: true });
    keep(uid, second.body);
    expect(second.body.keyring.version).toBe(3);
    expect(await signsIn(rows.session(uid, 'pw'), { password: fresh })).toBe('sonne 42');
    const stranger = await named(); // a keyring that opens is one's own
    await other('prove', { code: second.code! });
    expect(await refusal(() => other('proved', { wrap: wrapOf(uid, 'rc'), keyring: { ...rows.accounts.get(stranger.uid)!.keyring, version: 9 } }))).toBe('box');
  }, 60_000);

  test('a keyring that opens, and names somebody else, is not taken in', async () => {
    const seeker = await newSeeker(rows), { owner, opener } = await openerOf(seeker), wrap = wrapOf(seeker.uid, 'rc');
    const uk = await openWrap(owner, opener, wrap), keyring = await openKeyring(uk, owner, rows.accounts.get(seeker.uid)!.keyring);
    await seeker.ask('prove', { code: seeker.code });
    for (const other of [{ name: 'mond 7' }, { realm: 'staff' as const }]) {
      expect(await refusal(async () => seeker.ask('proved', { wrap, keyring: await sealKeyring(uk, owner, 2, { ...keyring, ...other }) }))).toBe('wrap');
    }
    await seeker.ask('proved', { wrap, keyring: await sealKeyring(uk, owner, 2, keyring) });
  });

  test('a new wrap that does not give the key back is not handed out', async () => {
    const seeker = await newSeeker(rows), decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    await proves(seeker, { code: seeker.code });
    vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (...a) => {
      const bytes = new Uint8Array(await decrypt(...a));
      if (bytes.length === 32) bytes[10]! ^= 1;
      return bytes.buffer;
    });
    expect(await refusal(() => seeker.ask('rekey', { password: null, code: true }))).toBe('seal');
    vi.restoreAllMocks();
    await seeker.ask('rekey', { password: null, code: true });
  });

  test('an account without one gets none by the way', async () => {
    const seeker = await newSeeker(rows);
    await proves(seeker, { code: seeker.code });
    expect(await refusal(() => seeker.ask('rekey', { password: { password: fresh, salt16 }, code: false }))).toBe('state');
  });
});

describe('forgotten', () => {
  const recovers = async (uid: string, code: string, change: (session: Session) => void = () => undefined) => {
    const ask = createSeekerWorker(), session = structuredClone(rows.session(uid, 'rc'));
    change(session);
    await ask('codeLogin', { ...place, realm: 'seeker', code });
    return { ask, session, name: (await ask('recovering', { ...place, session })).name };
  };

  test('the old code gives a new password and a new code; both sign in, both old ones do not', async () => {
    const { uid, code } = await named();
    const { ask, session, name: whose } = await recovers(uid, code);
    expect(whose).toBe('sonne 42');
    expect(await refusal(() => ask('recover', { ...place, session, password: null }))).toBe('state'); // the forgotten one would stay
    await ask('recover', { ...place, session, password: { password: `${fresh} 1`, salt16 } }); // its answer was lost, and something else is typed
    const made = await ask('recover', { ...place, session, password: { password: fresh, salt16 } });
    expect([made.body.password!.wrap.gen, made.body.code!.wrap.gen, made.body.keyring.version]).toEqual([2, 2, 2]);
    keep(uid, made.body);
    const old = await refusal(async () => { await ask('signedIn', { ...place, session: { ...rows.session(uid, 'rc'), wrap: session.wrap } }); });
    expect(old).toBe('box');
    expect((await ask('signedIn', { ...place, session: rows.session(uid, 'rc') })).uid).toBe(uid);
    expect(await signsIn(rows.session(uid, 'pw'), { password: fresh })).toBe('sonne 42');
    expect(await signsIn(rows.session(uid, 'rc'), { code: made.code })).toBe('sonne 42');
    expect(await refusal(() => signsIn(rows.session(uid, 'rc'), { code }))).toBe('box');
    expect(await refusal(() => signsIn(rows.session(uid, 'pw'), { password }))).toBe('box');
  }, 60_000);

  const wrong: [string, (session: Session) => void, string][] = [
    ['no wrap', (s) => { s.wrap = null; }, 'wrap'], ['the wrap of the password', (s) => { s.wrap = wrapOf(s.uid, 'pw'); }, 'wrap'],
    ['another generation', (s) => { s.wrap!.gen = 2; }, 'box'], ['another person', (s) => { s.uid = newId(); }, 'box'], ['another agency', (s) => { s.agency = newId(); }, 'wrap'],
  ];
  test('a server that hands out something else gets nothing', async () => {
    const { uid, code } = await named();
    for (const [what, change, check] of wrong) expect([what, await refusal(() => recovers(uid, code, change))]).toEqual([what, check]);
    expect(await refusal(async () => createSeekerWorker()('recovering', { ...place, session: rows.session(uid, 'rc') }))).toBe('state');
  }, 60_000);
});

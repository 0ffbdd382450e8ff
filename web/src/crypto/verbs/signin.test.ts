// Signing in against a server that hands out what is not ours, or what has been.
import { beforeAll, describe, expect, test } from 'vitest';
import { b64, unb64 } from '../bytes';
import { createWorker } from '../index';
import { newAgency, newColleague, newId, newSeeker, password, place, read, Rows, salt16, signIn, takeOver, write, type Somebody } from '../testing';
import type { Session } from '../wire';
import { refusal } from '../vectors';

const rows = new Rows();
let lead: Somebody, seeker: Somebody;
beforeAll(async () => {
  lead = await newAgency(rows);
  seeker = await newSeeker(rows);
});

const codeSession = (): Session => structuredClone(rows.session(seeker.uid, 'rc'));

async function enter(session: Session, code = seeker.code, manifests: string[] = []) {
  const ask = createWorker();
  await ask('codeLogin', { ...place, realm: 'seeker', code });
  return { ask, me: await ask('signedIn', { ...place, session, manifests }) };
}

describe('staff', () => {
  async function comes(records: (own: string) => string[]): Promise<string[]> {
    const ask = createWorker(), session = rows.session(lead.uid, 'rc');
    await ask('codeLogin', { ...place, realm: 'staff', code: lead.code });
    const wanted = await ask('missing', { ...place, session });
    const own = rows.records.find((record) => record.includes(lead.uid))!;
    return (await ask('signedIn', { ...place, session, manifests: wanted.seqs.map((seq) => rows.manifests[seq - 1]!), records: records(own) })).roles;
  }

  test('one\'s own record is the very one that the manifest names, or nobody is signed in', async () => {
    expect(await comes((own) => [own])).toContain('lead');
    expect(await refusal(() => comes(() => []))).toBe('D1');
    expect(await refusal(() => comes((own) => [own.replace('"lead"', '"admin"')]))).toBe('D1');
  });
});

describe('with a return code', () => {
  test('a session opens, and the code alone tells whose it is', async () => {
    const { me } = await enter(codeSession());
    expect([me.uid, me.realm, me.roles, me.vault, me.checked?.notices]).toEqual([seeker.uid, 'seeker', [], null, []]);
  });

  test('the code of another person, or one with a slip of the pen', async () => {
    const other = await newSeeker(rows);
    expect(await refusal(() => enter(codeSession(), other.code))).toBe('box');
    expect(await refusal(() => enter(codeSession(), seeker.code.replace(/.$/, (c) => (c === '0' ? '1' : '0'))))).toBe('code');
  });

  test('nothing opens before anything was typed', async () => {
    expect(await refusal(() => createWorker()('signedIn', { ...place, session: codeSession() }))).toBe('state');
    expect(await refusal(() => createWorker()('openCase', { case: {} as never, messages: [], notes: [], members: { manifests: [], records: [] } }))).toBe('state');
  });

  const wrong: [string, (session: Session) => void, string][] = [
    ['no wrap', (s) => { s.wrap = null; }, 'wrap'],
    ['a wrap of another method', (s) => { s.wrap!.method = 'pw'; }, 'wrap'],
    ['a wrap with a profile', (s) => { s.wrap!.kdf = 1; }, 'wrap'],
    ['a wrap of another generation', (s) => { s.wrap!.gen = 2; }, 'box'],
    ['another uid', (s) => { s.uid = newId(); }, 'box'],
    ['a uid that is none', (s) => { s.uid = 'x'; }, 'wrap'],
    ['another agency', (s) => { s.agency = newId(); }, 'wrap'],
    ['the other realm', (s) => { s.realm = 'staff'; }, 'wrap'],
    ['a keyring of another version', (s) => { s.keyring.version = 2; }, 'box'],
    ['a vault of another version', (s) => { s.vault.version = 2; }, 'box'],
    ['the vault in place of the keyring', (s) => { s.keyring = s.vault; }, 'box'],
    ['no directory where one was pinned', (s) => { s.roots = []; s.manifest = null; }, 'D4'],
    ['no root', (s) => { s.roots = []; }, 'D1'],
  ];
  test.each(wrong)('%s: refused', async (_, change, check) => {
    const session = codeSession();
    change(session);
    expect(await refusal(() => enter(session))).toBe(check);
  });

  test('another place than the one typed at', async () => {
    const ask = createWorker();
    await ask('codeLogin', { ...place, realm: 'seeker', code: seeker.code });
    expect(await refusal(() => ask('signedIn', { ...place, origin: 'https://other.example', session: codeSession() }))).toBe('state');
    expect(await refusal(() => ask('codeLogin', { origin: place.origin, agency: 'kiz', realm: 'seeker', code: seeker.code }))).toBe('origin');
  });

  test('in one worker no version goes down', async () => {
    const { ask } = await enter(codeSession()), old = codeSession();
    await write(rows, { ...seeker, ask });
    await ask('codeLogin', { ...place, realm: 'seeker', code: seeker.code });
    expect(await refusal(() => ask('signedIn', { ...place, session: old }))).toBe('set-back');
    expect(await refusal(() => ask('refreshed', { vault: old.vault }))).toBe('set-back');
    await ask('signedIn', { ...place, session: codeSession() });
  });
});

describe('with name and password', () => {
  test('the account opens with both; another name or password gives another key; the profile must be the realm\'s', async () => {
    const ask = createWorker();
    await ask('directory', { ...place, directory: rows.directory, f: null });
    const { body, code } = await ask('register', { ...place, realm: 'seeker', name: ' Sonne-42', password, salt16, lang: 'de' });
    expect([body.name, body.kdf, body.wraps.map(({ method, gen, kdf }) => [method, gen, kdf])]).toEqual(['sonne-42', 1, [['pw', 1, 1], ['rc', 1, 0]]]);
    const session = rows.add(body, 'active');
    await ask('registered', { session });
    const login = createWorker();
    const typed = { ...place, realm: 'seeker' as const, name: 'SONNE-42', password, salt16, kdf: 1 };
    expect(await login('passwordLogin', typed)).toMatchObject({ method: 'pw', name: 'sonne-42', auth: body.auth });
    expect((await login('signedIn', { ...place, session: rows.session(body.uid, 'pw') })).name).toBe('sonne-42');
    await login('passwordLogin', { ...typed, password: `${password}.` });
    expect(await refusal(() => login('signedIn', { ...place, session: rows.session(body.uid, 'pw') }))).toBe('box');
    for (const kdf of [0, 2]) expect(await refusal(() => login('passwordLogin', { ...typed, kdf }))).toBe('wrap');
    expect(await refusal(() => login('passwordLogin', { ...typed, salt16: 'AAAA' }))).toBe('wrap');
    await signIn(rows, 'seeker', { uid: body.uid, code });
  });
});

describe('registering', () => {
  test('needs a directory that was checked for this place', async () => {
    const typed = { realm: 'seeker' as const, name: null, password: null, salt16: null, lang: 'de' }, ask = createWorker();
    expect(await refusal(() => ask('register', { ...place, ...typed }))).toBe('state');
    await ask('directory', { ...place, directory: rows.directory, f: null });
    expect(await refusal(() => ask('register', { ...place, origin: 'https://other.example', ...typed }))).toBe('state');
  });

  test('another root than the one in the link, another origin, an agency without a directory', async () => {
    const ask = createWorker(), directory = rows.directory;
    expect(await refusal(() => ask('directory', { ...place, directory, f: '00000000000000000000000000' }))).toBe('D2');
    expect(await refusal(() => ask('directory', { ...place, origin: 'https://other.example', directory, f: null }))).toBe('D6');
    expect(await refusal(() => ask('directory', { ...place, directory: { ...directory, manifest: null }, f: null }))).toBe('D1');
    const { fingerprint } = await ask('directory', { ...place, directory, f: null });
    expect((await ask('directory', { ...place, directory, f: fingerprint })).notices).toEqual([]);
  });

  test('the server must answer with the account that was made', async () => {
    const ask = createWorker();
    await ask('directory', { ...place, directory: rows.directory, f: null });
    const { body } = await ask('register', { ...place, realm: 'seeker', name: null, password: null, salt16: null, lang: 'de' }), session = rows.add(body, 'active');
    expect(await refusal(() => ask('registered', { session: { ...session, uid: seeker.uid } }))).toBe('wrap');
    expect(await refusal(() => ask('registered', { session: { ...session, realm: 'staff' } }))).toBe('wrap');
    expect(await refusal(() => ask('registered', { session: { ...session, agency: newId() } }))).toBe('wrap');
    expect(await refusal(() => ask('registered', { session: { ...session, vault: codeSession().vault } }))).toBe('set-back');
    expect(await refusal(() => ask('registered', { session: { ...session, keyring: codeSession().keyring } }))).toBe('set-back');
    await ask('registered', { session });
    expect(await refusal(() => ask('registered', { session }))).toBe('state');
  });

  test('half a name, a short password, a wrong salt', async () => {
    const ask = createWorker(), typed = { ...place, realm: 'seeker' as const, lang: 'de' };
    await ask('directory', { ...place, directory: rows.directory, f: null });
    for (const missing of [{ name: null }, { password: null }, { salt16: null }, { password: null, salt16: null }]) {
      expect(await refusal(() => ask('register', { ...typed, name: 'Sonne', password, salt16, ...missing })), JSON.stringify(missing)).toBe('state');
    }
    expect(await refusal(() => ask('register', { ...typed, agency: newId(), name: null, password: null, salt16: null }))).toBe('state');
    expect(await refusal(() => ask('register', { ...typed, name: 'Sonne', password: 'kurz', salt16 }))).toBe('password');
    expect(await refusal(() => ask('register', { ...typed, name: 'x@y.example', password, salt16 }))).toBe('name');
    expect(await refusal(() => ask('register', { ...typed, name: 'Sonne', password, salt16: 'AAAA' }))).toBe('wrap');
  });
});

describe('a directory that has moved on', () => {
  test('the pinned one must still be there to compare, staff follow all between, and nothing goes back', async () => {
    const before = { roots: [...rows.roots], manifest: rows.manifests[0]! }, own = await newSeeker(rows);
    await newColleague(rows, lead, 'Cem', ['counsellor', 'intake']);
    await newColleague(rows, lead, 'Dora', ['counsellor', 'intake']);
    const session = rows.session(own.uid, 'rc'), ask = createWorker();
    await ask('codeLogin', { ...place, realm: 'seeker', code: own.code });
    expect((await ask('missing', { ...place, session })).seqs).toEqual([1]);
    expect(await refusal(() => ask('signedIn', { ...place, session }))).toBe('D8');
    expect(await refusal(() => ask('signedIn', { ...place, session, manifests: [rows.manifests[1]!] }))).toBe('D8');
    const me = await ask('signedIn', { ...place, session, manifests: [rows.manifests[0]!] });
    expect([me.checked?.seq, me.vault?.version]).toEqual([3, 2]);
    rows.keep(own.uid, me.vault);
    await ask('codeLogin', { ...place, realm: 'seeker', code: own.code });
    expect(await refusal(() => ask('signedIn', { ...place, session: { ...rows.session(own.uid, 'rc'), ...before } }))).toBe('D7');
    expect(await refusal(() => ask('manifest', before))).toBe('D7');
  });

  test('an account that had a directory, or is past the set-up, is never without one', async () => {
    const own = await newSeeker(rows), session = { ...rows.session(own.uid, 'rc'), manifest: null, roots: [] };
    const enters = async (realm: 'seeker' | 'staff', code: string, given: Session): Promise<string | null> => {
      const ask = createWorker();
      await ask('codeLogin', { ...place, realm, code });
      return refusal(() => ask('signedIn', { ...place, session: given }));
    };
    expect(await enters('seeker', own.code, session)).toBe('D4');
    expect(await enters('staff', lead.code, { ...rows.session(lead.uid, 'rc'), state: 'setup', manifest: null, roots: [] })).toBe('D4'); // pinned
    const founder = createWorker(), elsewhere = new Rows();
    const { body, code } = await founder('join', { ...place, token: newId(), kind: 'setup', name: 'Jana', password, salt16, alias: 'Jana', lang: 'de' });
    elsewhere.add(body, 'setup');
    expect(await enters('staff', code, elsewhere.session(body.uid, 'rc'))).toBeNull();
    expect(await enters('staff', code, { ...elsewhere.session(body.uid, 'rc'), state: 'active' })).toBe('D4'); // nothing pinned, but past the set-up
  });

  test('a number that no agency reaches is not a list to fetch', async () => {
    const envelope = JSON.parse(rows.manifests.at(-1)!) as { payload: string };
    const payload = new TextDecoder().decode(unb64(envelope.payload)).replace(/"seq":\d+/, '"seq":99999');
    const session = { ...rows.session(lead.uid, 'rc'), manifest: JSON.stringify({ ...envelope, payload: b64(new TextEncoder().encode(payload)) }) }, ask = createWorker();
    await ask('codeLogin', { ...place, realm: 'staff', code: lead.code });
    expect(await refusal(() => ask('missing', { ...place, session }))).toBe('D7');
  });

  test('staff: a gap between the pinned and the newest is refused', async () => {
    const cora = await newColleague(rows, lead, 'Cora', ['counsellor', 'intake']), pinned = rows.manifests.length;
    await newColleague(rows, lead, 'Egon', ['counsellor', 'intake']);
    await newColleague(rows, lead, 'Frida', ['counsellor', 'intake']);
    const ask = createWorker(), session = rows.session(cora.uid, 'rc');
    await ask('codeLogin', { ...place, realm: 'staff', code: cora.code });
    const { seqs, records } = await ask('missing', { ...place, session });
    expect([seqs, records.length]).toEqual([[pinned, pinned + 1], 1]);
    const [first, second] = seqs.map((seq) => rows.manifests[seq - 1]!);
    expect(await refusal(() => ask('signedIn', { ...place, session, manifests: [first!] }))).toBe('D7');
    const me = await ask('signedIn', { ...place, session, manifests: [second!, first!], records: rows.records });
    expect([me.roles, me.alias, me.checked?.seq]).toEqual([['counsellor', 'intake'], 'Cora', pinned + 2]);
    const newest = rows.manifests.at(-1)!, wanted = await cora.ask('wanted', { manifest: newest });
    expect(wanted.seqs).toEqual(seqs);
    expect(await refusal(() => cora.ask('manifest', { roots: rows.roots, manifest: newest }))).toBe('D7');
    expect((await cora.ask('manifest', { roots: rows.roots, manifest: newest, manifests: [first!, second!] })).checked?.seq).toBe(pinned + 2);
  });
});

test('two windows of one person: the vault of the other is taken in, and what one has pinned stays', async () => {
  const one = await newSeeker(rows), two = await signIn(rows, 'seeker', one), colleague = await newColleague(rows, lead, 'Gerd', ['counsellor', 'intake']);
  const first = await write(rows, one);
  const body = await two.ask('enquiry', { topic: 'other', lang: 'de', text: 'Zweiter Brief', name: 'Sonne', age: null, gender: null, answers: [] });
  expect(() => rows.keep(one.uid, body.vault)).toThrow('conflict');
  expect(await two.ask('refreshed', { vault: rows.accounts.get(one.uid)!.vault })).toEqual({ vault: null });
  const again = await two.ask('enquiry', { topic: 'other', lang: 'de', text: 'Zweiter Brief', name: 'Sonne', age: null, gender: null, answers: [] });
  expect({ ...again, vault: null }).toEqual({ ...body, vault: null });
  rows.keep(one.uid, again.vault);
  await two.ask('enquirySent', { case: again.case });
  await takeOver(rows, colleague, first);
  expect((await read(rows, await signIn(rows, 'seeker', one), first)).messages.length).toBe(1);
});

test('what a worker says never holds a key: no seed, no user key, no case key', async () => {
  const secrets = new Set<string>(), said: string[] = [], ask = createWorker();
  const listen: typeof ask = async (verb, ...argument) => {
    const value = await ask(verb, ...argument);
    said.push(JSON.stringify(value));
    return value;
  };
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = (async (...a: Parameters<typeof importKey>) => {
    if (a[1] instanceof Uint8Array && a[1].length === 32) secrets.add(b64(a[1] as Uint8Array<ArrayBuffer>));
    return importKey(...a);
  }) as typeof importKey;
  try {
    await listen('directory', { ...place, directory: rows.directory, f: null });
    const { body } = await listen('register', { ...place, realm: 'seeker', name: null, password: null, salt16: null, lang: 'de' });
    await listen('registered', { session: rows.add(body, 'active') });
    await write(rows, { ask: listen, uid: body.uid, code: '' });
  } finally { crypto.subtle.importKey = importKey; }
  expect(secrets.size).toBeGreaterThan(8);
  for (const secret of secrets) for (const line of said) expect(line.includes(secret) || line.includes(Buffer.from(unb64(secret)).toString('hex'))).toBe(false);
});

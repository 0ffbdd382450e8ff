// Set-up, invites, admission: what a server or a stranger could slip in between.
import { beforeAll, describe, expect, test } from 'vitest';
import { b64, utf8 } from '../bytes';
import { createWorker } from '../index';
import { inviteMac } from '../keys';
import { readJson } from '../json';
import { unb64 } from '../bytes';
import { contact, newAgency, newColleague, newId, password, place, Rows, salt16, signIn, type Somebody } from '../testing';
import type { Grant, Invite } from '../wire';
import { refusal } from '../vectors';

const setUp = { ...place, contact, continuity: true };
const joining = { ...place, password, salt16, lang: 'de' };

describe('set-up', () => {
  test('nothing leaves before the sheet is typed back; an interrupted one goes on after a new sign-in', async () => {
    const rows = new Rows(), ask = createWorker();
    const { body, code } = await ask('join', { ...joining, token: newId(), kind: 'setup', name: 'Ilse', alias: 'Ilse Berg' });
    const me = await ask('registered', { session: rows.add(body, 'setup') });
    expect([me.state, me.roles, me.alias, me.checked]).toEqual(['setup', [], 'Ilse Berg', null]);
    const first = await ask('makeAgency', setUp);
    expect(await refusal(() => ask('confirmSheet', { typed: '00000000' }))).toBe('sheet');

    const again = await signIn(rows, 'staff', { uid: body.uid, code });
    expect(await refusal(() => again.ask('makeAgency', setUp))).toBe('name');
    const { sheet } = await again.ask('makeAgency', { ...setUp, alias: ' Ilse Berg ' });
    expect(sheet.fingerprint).not.toBe(first.sheet.fingerprint);
    expect(sheet.lines.map(({ key, text }) => [key, text.slice(0, 18)])).toEqual([['fingerprint', sheet.fingerprint.slice(0, 18)], ['paper', expect.any(String)], ['continuity', 'AGE-SECRET-KEY-PQ-']]);
    const typed = sheet.lines[sheet.ask.line]!.text.replaceAll('-', '').slice(sheet.ask.from - 1, sheet.ask.from + 7);
    const setup = await again.ask('confirmSheet', { typed: ` ${typed.toLowerCase().slice(0, 4)} - ${typed.slice(4)}` });
    rows.setUp(body.uid, setup);
    const done = await again.ask('published');
    expect([done.state, done.roles, done.alias, done.checked?.seq, done.checked?.contact]).toEqual(['active', ['counsellor', 'intake', 'lead'], 'Ilse Berg', 1, contact]);
    expect(done.checked?.policy).toEqual({ retention: 'none', years: 0, close_days: 180, continuity: true, supervision: 'off', relink: 'confirmed', groups: false, live: 'keep', erase_wait: 7 });
    expect(await refusal(() => again.ask('makeAgency', { ...setUp, alias: 'Ilse' }))).toBe('state');
    const later = await signIn(rows, 'staff', { uid: body.uid, code });
    expect(await later.ask('members', { members: rows.members })).toEqual([{ uid: body.uid, alias: 'Ilse Berg', roles: ['counsellor', 'intake', 'lead'] }]);
  });

  test('in another order, or for another agency, nothing happens', async () => {
    const ask = createWorker(), elsewhere = new Rows();
    const { body } = await ask('join', { ...joining, token: newId(), kind: 'setup', name: 'Jana', alias: 'Jana' });
    await ask('registered', { session: elsewhere.add(body, 'setup') });
    expect(await refusal(() => ask('confirmSheet', { typed: '' }))).toBe('state');
    expect(await refusal(() => ask('published'))).toBe('state');
    expect(await refusal(() => ask('makeAgency', { ...place, agency: newId(), contact, continuity: true }))).toBe('state');
    expect(await refusal(() => ask('invite', { roles: ['lead'] }))).toBe('state');
    expect(await refusal(() => ask('putBack', { case: newId() }))).toBe('state');
  });

  test('without a continuity key there is none on the sheet, in the manifest, or beside an enquiry', async () => {
    const rows = new Rows();
    await newAgency(rows, false);
    const payload = readJson(unb64((readJson(rows.manifests[0]!) as { payload: string }).payload)) as { roles: { continuity: null }; policy: { continuity: boolean } };
    expect([payload.roles.continuity, payload.policy.continuity]).toEqual([null, false]);
    const ask = createWorker();
    await ask('directory', { ...place, directory: rows.directory, f: null });
    const { body } = await ask('register', { ...place, realm: 'seeker', name: null, password: null, salt16: null, lang: 'de' });
    await ask('registered', { session: rows.add(body, 'active') });
    expect((await ask('enquiry', { topic: 'a', lang: 'de', text: 'Brief', name: 'Sonne', age: null, gender: null, answers: [] })).grants.map(({ role }) => role)).toEqual(['intake']);
  });

  test('the set-up of another place is refused, and so is a name nobody could read', async () => {
    const ask = createWorker(), rows = new Rows();
    for (const alias of ['', ' ', 'x'.repeat(65), 'a\nb', 'a\u202eb']) expect(await refusal(() => ask('join', { ...joining, token: newId(), kind: 'setup', name: 'Ilse', alias }))).toBe('name');
    const { body } = await ask('join', { ...joining, token: newId(), kind: 'setup', name: 'Ilse', alias: 'Ilse' });
    await ask('registered', { session: rows.add(body, 'setup') });
    expect(await refusal(() => ask('makeAgency', { ...setUp, origin: 'https://other.example' }))).toBe('state');
  });
});

describe('invites', () => {
  const rows = new Rows();
  let lead: Somebody, fingerprint: string;
  beforeAll(async () => {
    lead = await newAgency(rows);
    ({ fingerprint } = await lead.ask('directory', { ...place, directory: rows.directory, f: null }));
  });

  async function answer(token: string, id: string, until: string): Promise<{ invite: Invite; somebody: Somebody }> {
    const ask = createWorker();
    await ask('directory', { ...place, directory: rows.directory, f: fingerprint });
    expect(await ask('inviteId', { token })).toEqual({ id });
    const { body, code } = await ask('join', { ...joining, token, kind: 'join', name: 'Ben', alias: 'Ben' });
    await ask('registered', { session: rows.add(body, 'waiting') });
    return { somebody: { ask, uid: body.uid, code }, invite: { id, state: 'answered', until, uid: body.uid, record: body.invite!.record, mac: body.invite!.mac } };
  }

  test('a first contact is no ground to join on; the token must be one', async () => {
    const ask = createWorker();
    await ask('directory', { ...place, directory: rows.directory, f: null });
    expect(await refusal(() => ask('join', { ...joining, token: newId(), kind: 'join', name: 'Ben', alias: 'Ben' }))).toBe('D2');
    await ask('directory', { ...place, directory: rows.directory, f: fingerprint });
    expect(await refusal(() => ask('join', { ...joining, token: 'AAAA', kind: 'join', name: 'Ben', alias: 'Ben' }))).toBe('invite');
    expect(await refusal(() => ask('inviteId', { token: 'AAAA' }))).toBe('invite');
  });

  test('the lead sees who answered, and the server can swap nothing', async () => {
    const made = await lead.ask('invite', { roles: ['counsellor'] });
    rows.keep(lead.uid, made.vault);
    const { invite } = await answer(made.token, made.id, made.until);
    expect(await lead.ask('invited', { invite })).toMatchObject({ uid: invite.uid, alias: 'Ben', roles: ['counsellor'] });
    const record = invite.record!.replace('"Ben"', '"Eve"');
    const swapped: Invite[] = [
      { ...invite, record }, { ...invite, mac: b64(await inviteMac(unb64(newId()), invite.record!)) }, { ...invite, mac: null }, { ...invite, mac: 'AAAA' }, { ...invite, record: null },
      { ...invite, uid: newId() }, { ...invite, uid: null }, { ...invite, id: newId() },
      { ...invite, record, mac: b64(await inviteMac(unb64(made.token).map((byte) => byte ^ 1) as Uint8Array<ArrayBuffer>, record)) },
    ];
    for (const other of swapped) {
      expect(await refusal(() => lead.ask('invited', { invite: other }))).toBe('invite');
      expect(await refusal(() => lead.ask('admit', { invites: [other] }))).toBe('invite');
    }
  });

  test('the roles are those the lead chose, and the keys go with them; asked again after a lost answer it works again', async () => {
    const made = await lead.ask('invite', { roles: ['counsellor', 'lead'] });
    rows.keep(lead.uid, made.vault);
    const { invite, somebody } = await answer(made.token, made.id, made.until);
    await lead.ask('admit', { invites: [invite] });
    rows.keep(lead.uid, await lead.ask('refreshed', { vault: rows.accounts.get(lead.uid)!.vault }).then(({ vault }) => vault));
    const { body, vault } = await lead.ask('admit', { invites: [invite] });
    expect(body.grants.length).toBe(1);
    expect((readJson(body.records[0]!) as { roles: string[] }).roles).toEqual(['counsellor', 'lead']);
    rows.manifests.push(body.manifest);
    rows.records.push(...body.records);
    rows.keep(lead.uid, vault);
    rows.keep(lead.uid, (await lead.ask('manifest', { roots: rows.roots, manifest: body.manifest })).vault);
    for (const who of [lead, await signIn(rows, 'staff', lead)]) expect(await refusal(() => who.ask('admit', { invites: [invite] }))).toBe('invite');
    expect(await refusal(() => somebody.ask('invite', { roles: ['counsellor'] }))).toBe('state');
    await somebody.ask('manifest', { roots: rows.roots, manifest: body.manifest });
    const grants: Grant[] = body.grants.map((grant) => ({ id: grant.id, epoch: 0, to_uid: grant.to_uid, to_role: null, by: lead.uid, why: 'role', until: null, file: grant.file }));
    expect(await refusal(() => somebody.ask('adoptKeys', { grants, members: { manifests: [], records: [] } }))).toBe('G6');
    const { records } = await somebody.ask('wanted', { grants });
    expect(records.length).toBe(2);
    const adopted = await somebody.ask('adoptKeys', { grants, members: rows.members });
    expect([adopted.adopted, adopted.keyring?.version]).toEqual([[grants[0]!.id], 2]);
    expect((await somebody.ask('adoptKeys', { grants, members: rows.members })).keyring).toBeNull();
    expect(await refusal(() => somebody.ask('admit', { invites: [] }))).toBe('D5');
    expect(await refusal(() => lead.ask('adoptKeys', { grants, members: rows.members }))).toBe('G3');
  });

  test('an invite is used once, and no roles is no invite', async () => {
    for (const roles of [[], ['counsellor', 'counsellor']] as const) expect(await refusal(() => lead.ask('invite', { roles: [...roles] }))).toBe('state');
    const gone = await newColleague(rows, lead, 'Hans', ['counsellor', 'intake']);
    expect(await refusal(() => gone.ask('invite', { roles: ['counsellor'] }))).toBe('state');
    expect(await refusal(() => gone.ask('admit', { invites: [] }))).toBe('state');
    const names = await lead.ask('members', { members: rows.members });
    expect(names.map(({ alias }) => alias)).toContain('Hans');
    expect(utf8(names[0]!.alias).length).toBeGreaterThan(0);
  });
});

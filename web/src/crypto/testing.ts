// For tests: people with a worker each, and the rows a server would keep between them. Nothing is checked here; the workers do that.
import { recipient } from './age';
import { b64, unb64 } from './bytes';
import { codeKeys, readCode } from './code';
import { makeGrant, peekGrant, type GrantBody } from './grant';
import type { Handle } from './handle';
import { createWorker } from './index';
import { openKeyring, openVault, type Keyring, type Vault } from './keyring';
import { where } from './place';
import { random } from './primitives';
import { createSeekerWorker } from './seeker';
import type { Members, Place } from './verbs';
import { openWrap } from './wrap';
import type { Case, Directory, Grant, Message, NewManifest, NewMessage, Realm, Registration, Role, Session, Setup, Versioned } from './wire';

export const place: Place = { origin: 'https://beratung.example', agency: 'ABEiM0RVZneImaq7zN3u_w' };
export const contact = { phone: '+43 1 0000000', emergency: [{ label: 'Notruf', number: '112' }] };
export const salt16 = 'oKGio6SlpqeoqaqrrK2urw';
export const newId = (): string => b64(random(16));

interface Account { body: Registration; keyring: Versioned; vault: Versioned; state: Session['state'] }

/** Rows as a server keeps them: it orders, it hands out, it opens nothing. */
export class Rows {
  roots: string[] = [];
  manifests: string[] = [];
  records: string[] = [];
  accounts = new Map<string, Account>();
  cases = new Map<string, { row: Case; grants: Grant[]; messages: Message[]; notes: Message[]; selves: Map<string, string> }>();
  keyGrants: Grant[] = [];
  /** Of the newest session of each account. */
  handles = new Map<string, string>();

  get directory(): Directory { return { agency: place.agency, origin: place.origin, short: 'kiz', roots: this.roots, manifest: this.manifests.at(-1) ?? null }; }
  get members(): Members { return { manifests: this.manifests, records: this.records }; }

  add(body: Registration, state: Session['state']): Session {
    this.accounts.set(body.uid, { body, keyring: { version: 1, box: body.keyring }, vault: { version: 1, box: body.vault }, state });
    return this.session(body.uid, null);
  }

  session(uid: string, method: 'pw' | 'rc' | null): Session {
    const { body, keyring, vault, state } = this.accounts.get(uid)!, handle = newId();
    this.handles.set(uid, handle);
    return {
      uid, realm: body.realm, agency: place.agency, state, handle, ends_at: 0, idle_minutes: 20, wrap: body.wraps.find((wrap) => wrap.method === method) ?? null,
      keyring, vault, roots: this.roots, manifest: this.manifests.at(-1) ?? null,
    };
  }

  keep(uid: string, vault: Versioned | null, keyring: Versioned | null = null): void {
    const account = this.accounts.get(uid)!;
    for (const [name, value] of [['vault', vault], ['keyring', keyring]] as const) {
      if (!value) continue;
      if (value.version !== account[name].version + 1) throw new Error(`conflict: ${name}`);
      account[name] = value;
    }
  }

  setUp(uid: string, setup: Setup): void {
    this.roots = [setup.root];
    this.manifests = [setup.manifest];
    this.records = [...setup.records];
    this.keep(uid, setup.vault, setup.keyring);
    this.accounts.get(uid)!.state = 'active';
  }

  post(caseId: string, author: string, message: NewMessage): Message {
    const found = this.cases.get(caseId)!, list = message.kind === 'note' ? found.notes : found.messages;
    const stored: Message = { ...message, author, order: list.length + 1, time: Date.now(), role: message.role, held_until: null };
    list.push(stored);
    if (message.kind === 'message') Object.assign(found.row, { last_order: stored.order, last_role: stored.role });
    return stored;
  }

  caseFor(caseId: string, uid: string): Case {
    const { row, selves } = this.cases.get(caseId)!;
    return { ...row, self: (selves.get(uid) ?? null) as Case['self'] };
  }
}

export interface Somebody { ask: Handle; uid: string; code: string }

export const password = 'Korrekt Pferd Büroklammer';

/** A seeker with a return code only: no password to derive, so tests stay quick. */
export async function newSeeker(rows: Rows, f: string | null = null): Promise<Somebody> {
  const ask = createSeekerWorker();
  await ask('directory', { ...place, directory: rows.directory, f });
  const { body, code } = await ask('register', { ...place, realm: 'seeker', name: null, password: null, salt16: null, lang: 'de' });
  await ask('registered', { session: rows.add(body, 'active') });
  return { ask, uid: body.uid, code };
}

/** The first lead, with the agency set up and published. */
export async function newAgency(rows: Rows, continuity = true, years = 0): Promise<Somebody> {
  const ask = createWorker();
  const { body, code } = await ask('join', { ...place, token: newId(), kind: 'setup', name: 'Ilse', password, salt16, alias: 'Ilse', lang: 'de' });
  await ask('registered', { session: rows.add(body, 'setup') });
  const { sheet } = await ask('makeAgency', { ...place, contact, continuity, years });
  const { line, from, length } = sheet.ask;
  const typed = sheet.lines[line]!.text.replaceAll('-', '').slice(from - 1, from - 1 + length);
  rows.setUp(body.uid, await ask('confirmSheet', { typed }));
  await ask('published');
  return { ask, uid: body.uid, code };
}

/** Signs in with the return code in a fresh worker. */
export async function signIn(rows: Rows, realm: Realm, somebody: { uid: string; code: string }): Promise<Somebody> {
  const ask = realm === 'seeker' ? createSeekerWorker() : createWorker();
  await ask('codeLogin', { ...place, realm, code: somebody.code });
  const session = rows.session(somebody.uid, 'rc');
  const wanted = await ask('missing', { ...place, session });
  const me = await ask('signedIn', { ...place, session, manifests: wanted.seqs.map((seq) => rows.manifests[seq - 1]!), records: wanted.records.length > 0 ? rows.records : [] });
  rows.keep(somebody.uid, me.vault);
  return { ...somebody, ask };
}

export const letter = { topic: 'partner', lang: 'de', text: 'Ich weiß nicht mehr weiter.', name: 'Sonne', age: null, gender: null, answers: [] as { q: string; a: string }[] };

/** A seeker's first letter, stored. */
export async function write(rows: Rows, seeker: Somebody, input = letter): Promise<string> {
  const body = await seeker.ask('enquiry', input);
  rows.keep(seeker.uid, body.vault);
  const row: Case = {
    id: body.case, state: 'open', topic: body.topic, lang: body.lang, epoch: 0, ck_id: body.ck_id, nk_id: null, created: Date.now(), last_order: 0, last_time: Date.now(),
    last_role: 'seeker', promised_at: null, late_at: null, sealed_until: null, locked_until: null, shared: null, back: [], marks: [], seeker: seeker.uid, counsellor: null, profile: body.profile, self: null,
  };
  const grants: Grant[] = body.grants.map(({ id, role, file }) => ({ id, epoch: 0, to_uid: null, to_role: role, by: null, why: 'enquiry', until: null, file }));
  rows.cases.set(body.case, { row, grants, messages: [], notes: [], selves: new Map([[seeker.uid, body.self]]) });
  rows.post(body.case, seeker.uid, { ...body.message, epoch: 0, role: 'seeker', files: [] });
  await seeker.ask('enquirySent', { case: body.case });
  return body.case;
}

export const intakeGrant = (rows: Rows, id: string): Grant => rows.cases.get(id)!.grants.find(({ to_role }) => to_role === 'intake')!;

export async function openFromPool(rows: Rows, staff: Somebody, id: string) {
  const { messages } = rows.cases.get(id)!;
  return staff.ask('openEnquiry', { case: rows.caseFor(id, staff.uid), grant: intakeGrant(rows, id), messages, members: rows.members });
}

/** Opens, takes over, confirms. */
export async function takeOver(rows: Rows, staff: Somebody, id: string): Promise<void> {
  await openFromPool(rows, staff, id);
  const { nk_id, self } = await staff.ask('accept', { case: id }), found = rows.cases.get(id)!;
  Object.assign(found.row, { state: 'taken', counsellor: staff.uid, nk_id });
  found.selves.set(staff.uid, self);
  rows.keep(staff.uid, (await staff.ask('confirm', { case: rows.caseFor(id, staff.uid) })).vault);
  found.grants = found.grants.filter(({ to_role }) => to_role !== 'intake');
}

/** Opens a case with all its messages and stores the vault. */
export async function read(rows: Rows, somebody: Somebody, id: string, anyway = false) {
  const { messages, notes } = rows.cases.get(id)!;
  const staff = rows.accounts.get(somebody.uid)!.body.realm === 'staff';
  const opened = await somebody.ask('openCase', { case: rows.caseFor(id, somebody.uid), messages, notes: staff ? notes : [], members: rows.members, anyway });
  rows.keep(somebody.uid, opened.vault);
  return opened;
}

export async function say(rows: Rows, somebody: Somebody, id: string, text: string, kind: 'message' | 'note' = 'message'): Promise<Message> {
  const message = rows.post(id, somebody.uid, await somebody.ask('message', { case: id, id: newId(), text, lang: 'de', kind }));
  rows.keep(somebody.uid, (await somebody.ask('sent', { case: id, message })).vault);
  return message;
}

/** What is stored of somebody, opened with the return code: the vault is what a worker has pinned and counted. */
export async function storedOf(rows: Rows, { uid, code }: Somebody): Promise<{ vault: Vault; keyring: Keyring }> {
  const session = rows.session(uid, 'rc'), owner = { ...where(place), uid: unb64(uid) };
  const { kek } = await codeKeys(owner, session.realm, await readCode(code));
  const uk = await openWrap(owner, { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) }, session.wrap!);
  return { vault: await openVault(uk, owner, session.vault), keyring: await openKeyring(uk, owner, session.keyring) };
}

export const vaultOf = async (rows: Rows, somebody: Somebody): Promise<Vault> => (await storedOf(rows, somebody)).vault;

/** A grant that `to` was given, with other words in it, signed by `by`: the server hands out what an insider has made. */
export async function otherwise(rows: Rows, file: string, from: Somebody, by: Somebody, to: Somebody, change: (body: GrantBody) => Promise<object> | object): Promise<Grant['file']> {
  const inside = await peekGrant((await storedOf(rows, from)).keyring.enc, unb64(file)), [mine] = (await storedOf(rows, to)).keyring.enc;
  const signer = (await storedOf(rows, by)).keyring.sig!, said = { ...inside!, to: { uid: to.uid }, to_kid: mine!.kid, by: by.uid, by_kid: signer.kid };
  return await makeGrant({ ...said, ...await change(inside!) } as GrantBody, signer, await recipient(unb64(mine!.seed))) as Grant['file'];
}

/** A lead invites, somebody joins, the lead admits them; their agency keys are adopted. */
export async function newColleague(rows: Rows, lead: Somebody, alias: string, roles: Role[]): Promise<Somebody> {
  const { id, token, until, vault } = await lead.ask('invite', { roles });
  rows.keep(lead.uid, vault);
  const ask = createWorker();
  const { fingerprint } = await lead.ask('directory', { ...place, directory: rows.directory, f: null });
  await ask('directory', { ...place, directory: rows.directory, f: fingerprint });
  const { body, code } = await ask('join', { ...place, token, kind: 'join', name: alias, password, salt16, alias, lang: 'de' });
  await ask('registered', { session: rows.add(body, 'waiting') });
  const invite = { id, state: 'answered' as const, until, uid: body.uid, record: body.invite!.record, mac: body.invite!.mac };
  await lead.ask('invited', { invite });
  const admitted = await lead.ask('admit', { invites: [invite] });
  rows.manifests.push(admitted.body.manifest);
  rows.records.push(...admitted.body.records);
  rows.keep(lead.uid, admitted.vault);
  rows.accounts.get(body.uid)!.state = 'active';
  rows.keep(lead.uid, (await lead.ask('manifest', { roots: rows.roots, manifest: admitted.body.manifest })).vault);
  const me = await ask('manifest', { roots: rows.roots, manifest: admitted.body.manifest });
  rows.keep(body.uid, me.vault);
  const grants: Grant[] = admitted.body.grants.map((grant) => ({ id: grant.id, epoch: 0, to_uid: grant.to_uid, to_role: null, by: lead.uid, why: 'role', until: null, file: grant.file }));
  rows.keyGrants.push(...grants);
  const { keyring } = await ask('adoptKeys', { grants, members: rows.members });
  rows.keep(body.uid, null, keyring);
  return { ask, uid: body.uid, code };
}

/** The newest manifest reaches somebody, and the agency keys that came with it. */
export async function follows(rows: Rows, who: Somebody): Promise<void> {
  rows.keep(who.uid, (await who.ask('manifest', { roots: rows.roots, manifest: rows.manifests.at(-1)!, manifests: rows.manifests })).vault);
  const grants = rows.keyGrants.filter(({ to_uid }) => to_uid === who.uid), stored = rows.accounts.get(who.uid)!.keyring;
  rows.keep(who.uid, null, (await who.ask('adoptKeys', { grants, stored, members: rows.members })).keyring);
}

/** What the server does with the next manifest. `rekeyed`: the agency keys that wait go. */
export function publish(rows: Rows, by: Somebody, body: NewManifest, rekeyed: boolean): void {
  rows.manifests.push(body.manifest);
  if (rekeyed) rows.keyGrants = [];
  rows.keyGrants.push(...body.grants.map((grant): Grant => ({ id: grant.id, epoch: 0, to_uid: grant.to_uid, to_role: null, by: by.uid, why: 'role', until: null, file: grant.file })));
}

/** Somebody leaves for good. */
export async function leaves(rows: Rows, lead: Somebody, who: Somebody, stopped: string[] = []): Promise<NewManifest> {
  const { body, vault, keyring } = await lead.ask('dismiss', { uid: who.uid, stopped, members: rows.members });
  rows.keep(lead.uid, vault, keyring);
  publish(rows, lead, body, keyring !== null);
  await follows(rows, lead);
  return body;
}

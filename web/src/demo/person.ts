// A person without a page: the real key worker in this process, the real interface over HTTP. Makes the demo world, and stands in for
// people in tests where a browser would add nothing. Runs in Node only; nothing here is part of the browser's bundles.
import { createWorker } from '../crypto/index';
import type { Answer, Argument, Checked, Contact, Members, OpenMessage, Profile, Verb } from '../crypto/verbs';
import type { Case, Directory, Grant, Invite, Message, Realm, Role, Session, Versioned } from '../crypto/wire';

export interface Agency { id: string; short: string; contact: { phone: string }; crisis: { country: string; numbers: { label: string; number: string }[] }[] }

/** An answer that was not the expected one. Holds the closed code only. */
export class Refusal extends Error {
  constructor(public readonly status: number, public readonly code: string, where: string) { super(`${where}: ${status} ${code}`); }
}

export class Person {
  private worker = createWorker();
  private cookie = '';
  private agencyId = '';
  uid = '';

  /** `origin` is the public address; `through` another way to the same server, if the two differ. */
  constructor(readonly origin: string, readonly short: string, readonly realm: Realm, private readonly through = origin) {}

  get place(): { origin: string; agency: string } { return { origin: this.origin, agency: this.agencyId }; }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.through}/api/1/${path}`, {
      method, redirect: 'error',
      headers: { 'Siegel-Realm': this.realm, ...(this.cookie ? { Cookie: this.cookie } : {}), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const set = answer.headers.getSetCookie()[0];
    if (set) this.cookie = set.split(';')[0] ?? '';
    if (answer.status === 204) return undefined as T;
    const value = await answer.json() as T & { code?: string };
    if (!answer.ok) throw new Refusal(answer.status, value.code ?? '', `${method} ${path.replace(/[A-Za-z0-9_-]{22,}/g, '…')}`);
    return value;
  }

  ask<V extends Verb>(verb: V, argument: Argument<V>): Promise<Answer<V>> {
    const act = this.worker as (v: V, a: Argument<V>) => Promise<Answer<V>>;
    return act(verb, argument);
  }

  async agency(): Promise<Agency> {
    const agency = await this.call<Agency>('GET', `agencies/${this.short}`);
    this.agencyId = agency.id;
    return agency;
  }

  async directory(f: string | null): Promise<Checked> {
    const directory = await this.call<Directory>('GET', `agencies/${this.short}/directory`);
    return this.ask('directory', { ...this.place, directory, f });
  }

  private async salt(name: string): Promise<{ salt16: string; kdf: number; norm: string }> {
    const { norm } = await this.ask('name', { typed: name });
    const { salt16, kdf } = await this.call<{ salt16: string; kdf: number }>('POST', 'auth/pre', { agency: this.agencyId, realm: this.realm, name: norm });
    return { salt16, kdf, norm };
  }

  /** The vault may have moved on elsewhere: then the two are brought together, and stored once more. */
  private async store(vault: Versioned | null): Promise<void> {
    if (!vault) return;
    try { await this.call('PUT', 'me/vault', vault); } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'conflict') throw error;
      const merged = await this.ask('refreshed', { vault: await this.call<Versioned>('GET', 'me/vault') });
      if (merged.vault) await this.call('PUT', 'me/vault', merged.vault);
    }
  }

  /** Registers a seeker. name and password null: by return code alone. Answers the code. */
  async register(name: string | null, password: string | null, lang: string): Promise<string> {
    await this.agency();
    await this.directory(null);
    const salt16 = name === null ? null : (await this.salt(name)).salt16;
    const { body, code } = await this.ask('register', { ...this.place, realm: 'seeker', name, password, salt16, lang });
    const session = await this.call<Session>('POST', 'auth/register', body);
    await this.ask('registered', { session });
    this.uid = session.uid;
    return code;
  }

  /** Staff: takes up a link. `kind` setup: the first lead. */
  async join(kind: 'setup' | 'join', token: string, f: string | null, name: string, password: string, alias: string, lang: string): Promise<string> {
    await this.agency();
    if (kind === 'join') await this.directory(f);
    const { salt16 } = await this.salt(name);
    const { body, code } = await this.ask('join', { ...this.place, token, kind, name, password, salt16, alias, lang });
    const session = await this.call<Session>('POST', 'auth/register', body);
    await this.ask('registered', { session });
    this.uid = session.uid;
    return code;
  }

  private async enter(body: Answer<'passwordLogin'>): Promise<void> {
    const session = await this.call<Session>('POST', 'auth/login', body);
    const { seqs, records: hashes } = await this.ask('missing', { ...this.place, session });
    const manifests: string[] = [];
    const records: string[] = [];
    for (const seq of seqs) manifests.push((await this.call<{ manifest: string }>('GET', `manifests/${seq}`)).manifest);
    for (const hash of hashes) records.push((await this.call<{ record: string }>('GET', `members/${hash}`)).record);
    const me = await this.ask('signedIn', { ...this.place, session, manifests, records });
    await this.store(me.vault);
    this.uid = me.uid;
  }

  async signIn(name: string, password: string): Promise<void> {
    await this.agency();
    const { salt16, kdf } = await this.salt(name);
    await this.enter(await this.ask('passwordLogin', { ...this.place, realm: this.realm, name, password, salt16, kdf }));
  }

  async signInByCode(code: string): Promise<void> {
    await this.agency();
    await this.enter(await this.ask('codeLogin', { ...this.place, realm: this.realm, code }));
  }

  async signOut(): Promise<void> {
    await this.call('POST', 'auth/logout', {});
    this.worker = createWorker();
    this.cookie = '';
  }

  /** First lead: makes the agency's keys, types back what the sheet asks for, publishes. Answers the fingerprint. */
  async setUp(contact: Contact, continuity: boolean): Promise<string> {
    const { sheet } = await this.ask('makeAgency', { ...this.place, contact, continuity });
    const line = sheet.lines[sheet.ask.line];
    const typed = line?.text.replace(/[\s-]/g, '').slice(sheet.ask.from - 1, sheet.ask.from - 1 + sheet.ask.length) ?? '';
    await this.call('POST', 'setup', await this.ask('confirmSheet', { typed }));
    await this.ask('published', undefined);
    return sheet.fingerprint;
  }

  /** A lead's link for a new member: the token that goes behind `#i=`. */
  async invite(roles: Role[]): Promise<string> {
    const { id, token, until, vault } = await this.ask('invite', { roles });
    await this.store(vault);
    await this.call('POST', 'invites', { id, until });
    return token;
  }

  /** A lead takes in everybody who has answered. */
  async admit(): Promise<void> {
    const { invites } = await this.call<{ invites: Invite[] }>('GET', 'invites');
    const answered = invites.filter((i) => i.state === 'answered');
    if (answered.length === 0) return;
    const { body, vault } = await this.ask('admit', { invites: answered });
    await this.call('POST', 'manifest', body);
    await this.store(vault);
    await this.refresh();
  }

  /** The newest directory, and the agency's keys that are waiting. */
  async refresh(): Promise<void> {
    const session = await this.call<Session>('GET', 'session');
    const me = await this.ask('manifest', { roots: session.roots, manifest: session.manifest ?? '' });
    await this.store(me.vault);
    const { grants } = await this.call<{ grants: Grant[] }>('GET', 'me/grants');
    if (grants.length === 0) return;
    const { keyring, adopted } = await this.ask('adoptKeys', { grants, members: await this.members() });
    if (keyring) await this.call('PUT', 'me/keyring', keyring);
    for (const id of adopted) await this.call('DELETE', `me/grants/${id}`);
  }

  private async members(): Promise<Members> {
    const { manifest } = await this.call<Directory>('GET', `agencies/${this.short}/directory`);
    const read = (text: string) => JSON.parse(Buffer.from((JSON.parse(text) as { payload: string }).payload, 'base64url').toString()) as { seq: number; members: Record<string, string> };
    if (!manifest) return { manifests: [], records: [] };
    const manifests = [manifest];
    for (let seq = read(manifest).seq - 1; seq >= 1; seq--) manifests.push((await this.call<{ manifest: string }>('GET', `manifests/${seq}`)).manifest);
    const hashes = new Set(manifests.flatMap((m) => Object.values(read(m).members)));
    const records: string[] = [];
    for (const hash of hashes) records.push((await this.call<{ record: string }>('GET', `members/${hash}`)).record);
    return { manifests, records };
  }

  /** A seeker's first letter. Answers the id of the case. */
  async write(letter: { topic: string; lang: string; text: string; name: string; age: string | null; gender: string | null }): Promise<string> {
    const body = await this.ask('enquiry', { ...letter, answers: [] });
    await this.call('POST', 'enquiries', body);
    await this.ask('enquirySent', { case: body.case });
    return body.case;
  }

  /** Intake opens an enquiry of the pool without taking it. */
  async peek(id: string): Promise<{ profile: Profile; messages: OpenMessage[] }> {
    const enquiry = await this.call<{ case: Case; grant: Grant; messages: Message[] }>('GET', `enquiries/${id}`);
    return this.ask('openEnquiry', { case: enquiry.case, grant: enquiry.grant, messages: enquiry.messages, members: await this.members() });
  }

  /** A counsellor opens an enquiry of the pool and takes it over. */
  async take(id: string): Promise<{ profile: Profile; messages: OpenMessage[] }> {
    const opened = await this.peek(id);
    await this.call('POST', `enquiries/${id}/acceptance`, await this.ask('accept', { case: id }));
    const { case: stored } = await this.call<{ case: Case }>('GET', `cases/${id}`);
    const { vault } = await this.ask('confirm', { case: stored });
    await this.store(vault);
    await this.call('POST', `enquiries/${id}/acceptance/confirmation`, {});
    return opened;
  }

  /** Back into the pool. */
  async putBack(id: string): Promise<void> {
    await this.read(id);
    await this.call('POST', `cases/${id}/release`, await this.ask('putBack', { case: id }));
  }

  /** Messages or notes of a case from the first on: an answer holds a bounded piece of them. */
  private async all(id: string, what: 'messages' | 'notes'): Promise<Message[]> {
    const found: Message[] = [];
    for (let more = true; more;) {
      const piece = await this.call<Record<typeof what, Message[]> & { more: boolean }>('GET', `cases/${id}/${what}?after=${found.at(-1)?.order ?? 0}`);
      found.push(...piece[what]);
      more = piece.more;
    }
    return found;
  }

  async read(id: string): Promise<Answer<'openCase'>> {
    const { case: row } = await this.call<{ case: Case }>('GET', `cases/${id}`);
    const messages = await this.all(id, 'messages');
    const notes = this.realm === 'staff' ? await this.all(id, 'notes') : [];
    const opened = await this.ask('openCase', { case: row, messages, notes, members: await this.members() });
    await this.store(opened.vault);
    return opened;
  }

  /** A further message, or a note. The case is read first: its newest message is what the new one follows. */
  async send(id: string, text: string, lang: string, kind: 'message' | 'note' = 'message'): Promise<void> {
    await this.read(id);
    const messageId = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
    const body = await this.ask('message', { case: id, id: messageId, text, lang, kind });
    const { order, time, held_until = null } = await this.call<Pick<Message, 'order' | 'time'> & Partial<Pick<Message, 'held_until'>>>('POST', `cases/${id}/${kind}s`, body);
    const { vault } = await this.ask('sent', { case: id, message: { ...body, order, time, author: this.uid, held_until } });
    await this.store(vault);
  }

  /** Lets a held answer go out now, because what changes a case's state does so first: nobody here waits ten seconds for every answer. */
  async letOut(id: string): Promise<void> {
    const seen = async (): Promise<number> => (await this.call<{ case: { last_order: number } }>('GET', `cases/${id}`)).case.last_order;
    await this.call('PUT', `cases/${id}/state`, { from: 'taken', to: 'rest', last_order: await seen() });
    await this.call('PUT', `cases/${id}/state`, { from: 'rest', to: 'taken', last_order: await seen() });
  }
}

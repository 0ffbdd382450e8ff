// A person without a page: the real key worker in this process, the real interface over HTTP. Makes the demo world, and stands in for
// people in tests where a browser would add nothing. Runs in Node only; nothing here is part of the browser's bundles.
import { createWorker, type Handle } from '../crypto/index';
import type { Answer, Argument, Checked, Contact, Members, OpenMessage, Profile, Verb } from '../crypto/verbs';
import type { Case, CaseState, Directory, DraftKind, Grant, Invite, Message, Realm, Role, Session, Versioned } from '../crypto/wire';

export interface Agency { id: string; short: string; contact: { phone: string }; crisis: { country: string; numbers: { label: string; number: string }[] }[] }

/** An answer that was not the expected one. Holds the closed code only. */
export class Refusal extends Error {
  constructor(public readonly status: number, public readonly code: string, where: string) { super(`${where}: ${status} ${code}`); }
}

const newId = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');

/** A first letter with what its writer says about themselves. */
export interface FirstLetter { topic: string; lang: string; text: string; name: string; age: string | null; gender: string | null }

/** What a signed manifest says, unchecked: which number it has and whom it names. */
const read = (text: string) => JSON.parse(Buffer.from((JSON.parse(text) as { payload: string }).payload, 'base64url').toString()) as { seq: number; members: Record<string, string> };

/** `through`: another way to the same server than its public address. `worker`: makes a key worker. `from`: the sender's address, where the server stands behind a proxy. */
export interface Ways { through?: string; worker?: () => Handle; from?: string }

/** What goes with a message: of one of the types that travel. */
export interface File { name: string; type: string; bytes: Uint8Array<ArrayBuffer> }

export class Person {
  private readonly through: string;
  private readonly newWorker: () => Handle;
  private readonly from: string | undefined;
  private worker: Handle;
  protected cookie = '';
  private agencyId = '';
  private manifest: string | null = null;
  /** Of the directory, by number and hash: they never change. */
  private readonly manifests = new Map<number, string>();
  private readonly records = new Map<string, string>();
  uid = '';

  /** `origin` is the public address. */
  constructor(readonly origin: string, readonly short: string, readonly realm: Realm, ways: Ways = {}) {
    this.through = ways.through ?? origin;
    this.newWorker = ways.worker ?? (() => createWorker());
    this.from = ways.from;
    this.worker = this.newWorker();
  }

  get place(): { origin: string; agency: string } { return { origin: this.origin, agency: this.agencyId }; }

  /** The proof of the registration, which also does for the letters just after it. */
  private proof: string | null = null;

  /** A call that costs work (spec/work.md). */
  private async worked<T>(action: 'register' | 'enquiry', path: string, body: unknown): Promise<T> {
    if (this.proof !== null) {
      try { return await this.call<T>('POST', path, body, this.proof); } catch (error) { if (!(error instanceof Refusal) || error.code !== 'work') throw error; }
    }
    const task = await this.call<{ token: string; bits: number }>('POST', 'auth/work', { agency: this.agencyId, action });
    const { proof } = await this.ask('work', task);
    if (action === 'register') this.proof = proof;
    return this.call<T>('POST', path, body, proof);
  }

  async call<T>(method: string, path: string, body?: unknown, work?: string): Promise<T> {
    const answer = await fetch(`${this.through}/api/1/${path}`, {
      method, redirect: 'error',
      headers: {
        'Siegel-Realm': this.realm, ...(this.cookie ? { Cookie: this.cookie } : {}), ...(this.from === undefined ? {} : { 'X-Forwarded-For': this.from }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(work === undefined ? {} : { 'Siegel-Work': work }),
      },
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
      await this.catchUp();
    }
  }

  /** Registers a seeker. name and password null: by return code alone. Answers the code. */
  async register(name: string | null, password: string | null, lang: string): Promise<string> {
    await this.agency();
    await this.directory(null);
    const salt16 = name === null ? null : (await this.salt(name)).salt16;
    const { body, code } = await this.ask('register', { ...this.place, realm: 'seeker', name, password, salt16, lang });
    const session = await this.worked<Session>('register', 'auth/register', body);
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
    this.worker = this.newWorker();
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
    await this.refresh();
    const { invites } = await this.call<{ invites: Invite[] }>('GET', 'invites');
    const answered = invites.filter((i) => i.state === 'answered');
    if (answered.length === 0) return;
    const { body, vault } = await this.ask('admit', { invites: answered });
    await this.call('POST', 'manifest', body);
    await this.store(vault);
    await this.refresh();
  }

  /** A lead ends somebody's place in the directory. */
  async dismiss(uid: string): Promise<void> {
    await this.refresh();
    await this.ask('members', { members: await this.members() });
    const { body, vault, keyring } = await this.ask('dismiss', { uid });
    if (keyring) await this.call('PUT', 'me/keyring', keyring);
    await this.call('POST', 'manifest', body);
    await this.store(vault);
    await this.refresh();
  }

  /** The newest directory, and the agency's keys that are waiting. */
  async refresh(): Promise<void> {
    await this.follow();
    const { grants } = await this.call<{ grants: Grant[] }>('GET', 'me/grants'), stored = await this.call<Versioned>('GET', 'me/keyring');
    const { keyring, adopted } = await this.ask('adoptKeys', { grants, stored, members: await this.members() });
    if (keyring) await this.call('PUT', 'me/keyring', keyring);
    for (const id of adopted) await this.call('DELETE', `me/grants/${id}`);
  }

  /** A newer manifest is checked, with those between, and becomes the current one. */
  async follow(): Promise<void> {
    const { roots, manifest } = await this.call<Session>('GET', 'session');
    if (manifest === null || manifest === this.manifest) return;
    const { seqs } = await this.ask('wanted', { manifest });
    const manifests: string[] = [];
    for (const seq of seqs) manifests.push(await this.manifestAt(seq));
    const me = await this.ask('manifest', { roots, manifest, manifests });
    this.manifest = manifest;
    await this.store(me.vault);
  }

  private async manifestAt(seq: number): Promise<string> {
    const known = this.manifests.get(seq) ?? (await this.call<{ manifest: string }>('GET', `manifests/${seq}`)).manifest;
    this.manifests.set(seq, known);
    return known;
  }

  /** All that the agency has signed about its people, from the newest back. */
  async members(): Promise<Members> {
    const { manifest } = await this.call<Directory>('GET', `agencies/${this.short}/directory`);
    if (!manifest) return { manifests: [], records: [] };
    const manifests = [manifest];
    for (let seq = read(manifest).seq - 1; seq >= 1; seq--) manifests.push(await this.manifestAt(seq));
    for (const hash of new Set(manifests.flatMap((m) => Object.values(read(m).members)))) {
      if (!this.records.has(hash)) this.records.set(hash, (await this.call<{ record: string }>('GET', `members/${hash}`)).record);
    }
    return { manifests, records: [...this.records.values()] };
  }

  /** A seeker's first letter; `begun`: the ids of its draft. The vault may have moved on elsewhere. Answers the id of the case. */
  async write(letter: FirstLetter, begun?: { case: string; message: string }): Promise<string> {
    const ask = () => this.ask('enquiry', { ...letter, answers: [], ...(begun && { begun }) });
    let body = await ask();
    try { await this.worked('enquiry', 'enquiries', body); } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'conflict') throw error;
      await this.ask('refreshed', { vault: await this.call<Versioned>('GET', 'me/vault') });
      body = await ask();
      await this.worked('enquiry', 'enquiries', body);
    }
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
    await this.refresh();
    const opened = await this.accept(id);
    await this.confirm(id);
    return opened;
  }

  /** The first half: it is hers until the time for the second half has run out. */
  async accept(id: string): Promise<{ profile: Profile; messages: OpenMessage[] }> {
    const opened = await this.peek(id);
    await this.call('POST', `enquiries/${id}/acceptance`, await this.ask('accept', { case: id }));
    return opened;
  }

  /** The second half: her stored copy opens, so the grant it was made from may go. */
  async confirm(id: string): Promise<void> {
    const { case: stored } = await this.call<{ case: Case }>('GET', `cases/${id}`);
    const { vault } = await this.ask('confirm', { case: stored });
    await this.store(vault);
    await this.call('POST', `enquiries/${id}/acceptance/confirmation`, {});
  }

  /** Back into the pool. */
  async putBack(id: string): Promise<void> {
    await this.read(id);
    await this.call('POST', `cases/${id}/release`, await this.ask('putBack', { case: id }));
  }

  /** Messages or notes of a case from the first on, and one's own that are held: an answer has a bounded piece of them. */
  private async all(id: string, what: 'messages' | 'notes'): Promise<{ found: Message[]; held: Message[] }> {
    const found: Message[] = [];
    for (;;) {
      const piece = await this.call<Record<typeof what, Message[]> & { held?: Message[]; more: boolean }>('GET', `cases/${id}/${what}?after=${found.at(-1)?.order ?? 0}`);
      found.push(...piece[what]);
      if (!piece.more) return { found, held: piece.held ?? [] };
    }
  }

  /** A case as the server gives it to this person. */
  async fetch(id: string): Promise<Argument<'openCase'>> {
    const { case: row } = await this.call<{ case: Case }>('GET', `cases/${id}`);
    const { found: messages, held } = await this.all(id, 'messages');
    const notes = this.realm === 'staff' ? (await this.all(id, 'notes')).found : [];
    return { case: row, messages, notes, held, members: await this.members() };
  }

  /** What another page of the same person has stored: how far it has read, what it has pinned. */
  async catchUp(): Promise<void> {
    const { vault } = await this.ask('refreshed', { vault: await this.call<Versioned>('GET', 'me/vault') });
    if (vault) await this.call('PUT', 'me/vault', vault);
  }

  async read(id: string): Promise<Answer<'openCase'>> {
    const opened = await this.ask('openCase', await this.fetch(id));
    await this.store(opened.vault);
    return opened;
  }

  /** Sends a file up, to be named in the next message. Answers its id. */
  private async attach(of: string, file: File): Promise<string> {
    const { id, length } = await this.ask('attach', { case: of, name: file.name, type: file.type, bytes: file.bytes });
    await this.call('POST', 'files', { id, case: of, length });
    for (let n = 0; n * 2 ** 20 < length; n++) {
      const { part: body } = await this.ask('attachedPart', { id, n });
      const headers = { 'Siegel-Realm': this.realm, Cookie: this.cookie, 'Content-Type': 'application/octet-stream' };
      const { ok, status } = await fetch(`${this.through}/api/1/files/${id}/parts/${n}`, { method: 'PUT', redirect: 'error', headers, body });
      if (!ok) throw new Refusal(status, '', 'PUT files/…/parts');
    }
    return id;
  }

  /** A further message, or a note. The case is read first: its newest message is what the new one follows. Answers its id. */
  async send(id: string, text: string, lang: string, kind: 'message' | 'note' = 'message', attached: File[] = []): Promise<string> {
    await this.read(id);
    const files: string[] = [];
    for (const file of attached) files.push(await this.attach(id, file));
    const body = await this.ask('message', { case: id, id: newId(), text, lang, kind, files });
    const { order, time, held_until = null } = await this.call<Pick<Message, 'order' | 'time'> & Partial<Pick<Message, 'held_until'>>>('POST', `cases/${id}/${kind}s`, body);
    const { vault } = await this.ask('sent', { case: id, message: { ...body, order, time, author: this.uid, held_until } });
    await this.store(vault);
    return body.id;
  }

  /** An answer that is still held. */
  async takeBack(id: string, message: string): Promise<void> {
    await this.call('DELETE', `cases/${id}/messages/${message}`);
    await this.ask('takenBack', { case: id, id: message });
  }

  /** Saves a text that is being written; `version` is the stored one + 1. */
  async saveDraft(id: string, kind: DraftKind, version: number, text: string, lang: string, message = newId()): Promise<void> {
    const { box } = await this.ask('sealDraft', { case: id, kind, version, id: message, text, lang });
    await this.call('PUT', `me/drafts/${id}/${kind}`, { version, box });
  }

  /** A case rests, is closed, or is taken up again. What is held in it goes out first. */
  async move(id: string, from: CaseState, to: CaseState): Promise<void> {
    const { case: { last_order } } = await this.call<{ case: Case }>('GET', `cases/${id}`);
    await this.call('PUT', `cases/${id}/state`, { from, to, last_order });
  }

  /** Lets a held answer go out now, because what changes a case's state does so first: nobody here waits ten seconds for every answer. */
  async letOut(id: string): Promise<void> {
    await this.move(id, 'taken', 'rest');
    await this.move(id, 'rest', 'taken');
  }
}

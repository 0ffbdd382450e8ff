// A person whose key worker can be looked into: the real verbs run on a state that the proof holds too. Nothing of this is in the shipped bundle.
import { unb64, type Bytes } from '../../src/crypto/bytes';
import { handleWith, type Handle } from '../../src/crypto/handle';
import { all } from '../../src/crypto/index';
import { emptyState, type State } from '../../src/crypto/verbs/person';
import { Person, Refusal } from '../../src/demo/person';
import type { Contact } from '../../src/crypto/verbs';
import type { Grant, Realm, Session, Versioned } from '../../src/crypto/wire';

export interface Opened { handle: Handle; state: State; /** How often a verb has run. */ runs: number }

/** A worker with the real verbs, and its state. */
export function openWorker(): Opened {
  const state = emptyState(), run = handleWith(all, state);
  const opened: Opened = { state, runs: 0, handle: ((...a: Parameters<Handle>) => { opened.runs++; return run(...a); }) as Handle };
  return opened;
}

/** Everybody writes from an address of their own: the limits by sender may be lowered only. */
let senders = 0;
const address = (): string => `10.${(senders >> 16) & 255}.${(senders >> 8) & 255}.${senders++ & 255}`;

export class Insider extends Person {
  private readonly desk: { now: Opened };

  constructor(origin: string, short: string, realm: Realm) {
    const desk = { now: openWorker() };
    super(origin, short, realm, { from: address(), worker: () => (desk.now = openWorker()).handle });
    this.desk = desk;
  }

  get state(): State { return this.desk.now.state; }
  /** Another one after each sign-out. */
  get opened(): Opened { return this.desk.now; }

  /** Leaves no way back: the cookie of before is worth nothing. */
  override async signOut(): Promise<void> {
    const before = this.cookie;
    await super.signOut();
    this.cookie = before;
    try { await this.call('GET', 'session'); } catch (error) {
      if (error instanceof Refusal && error.code === 'signed_out') return;
      throw error;
    }
    throw new Error('a session that was ended goes on');
  }

  /** A sign-in that has begun otherwise than by a name or a code. */
  async enterWith(session: Session): Promise<void> {
    const { seqs, records: hashes } = await this.ask('missing', { ...this.place, session }), manifests: string[] = [], records: string[] = [];
    for (const seq of seqs) manifests.push((await this.call<{ manifest: string }>('GET', `manifests/${seq}`)).manifest);
    for (const hash of hashes) records.push((await this.call<{ record: string }>('GET', `members/${hash}`)).record);
    const { uid, vault } = await this.ask('signedIn', { ...this.place, session, manifests, records });
    if (vault) await this.call('PUT', 'me/vault', vault);
    this.uid = uid;
  }

  /** As `setUp`, for an agency that keeps its cases so many years. Answers the fingerprint. */
  async setUpKeeping(contact: Contact, years: number): Promise<string> {
    const { sheet } = await this.ask('makeAgency', { ...this.place, contact, continuity: false, years }), { line, from, length } = sheet.ask;
    const typed = sheet.lines[line]!.text.replace(/[\s-]/g, '').slice(from - 1, from - 1 + length);
    await this.call('POST', 'setup', await this.ask('confirmSheet', { typed }));
    await this.ask('published', undefined);
    return sheet.fingerprint;
  }

  /** The newest directory, and the agency's keys that wait, or that another page has taken in. */
  override async refresh(): Promise<void> {
    await this.follow();
    const { grants } = await this.call<{ grants: Grant[] }>('GET', 'me/grants'), stored = await this.call<Versioned>('GET', 'me/keyring');
    const { keyring, adopted } = await this.ask('adoptKeys', { grants, stored, members: await this.members() });
    if (keyring) await this.call('PUT', 'me/keyring', keyring);
    for (const id of adopted) await this.call('DELETE', `me/grants/${id}`);
  }

  /** An attachment as it lies; null for what is not for this person. `why`: as it is asked for from the archive. */
  async attachment(path: string, why?: object): Promise<Bytes | null> {
    const answer = await fetch(`${this.origin}/api/1/${path}`, {
      method: why ? 'POST' : 'GET', redirect: 'error', headers: { 'Siegel-Realm': this.realm, Cookie: this.cookie, ...(why && { 'Content-Type': 'application/json' }) }, ...(why && { body: JSON.stringify(why) }),
    });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    const { code } = await answer.json() as { code: string };
    if (!['not_found', 'refused', 'signed_out'].includes(code)) throw new Refusal(answer.status, code, 'an attachment');
    return null;
  }

  /** A worker that knows what this one knows now. What it learns is lost: who only looks changes nothing. */
  copy(): Opened {
    const other = openWorker(), { person } = this.state;
    Object.assign(other.state, structuredClone({ ...this.state, person: person && { ...person, attaching: new Map() } })); // what is being sealed piece by piece cannot be copied
    return other;
  }
}

/** `age`: the values among them that are age identities. */
export interface Secrets { all: Set<string>; age: Set<string> }

type Age = 'yes' | 'no' | 'unknown';

/** Every value of 32 bytes in a worker's state or in a document, whatever it may be for; as hex. */
export function secretsIn(value: unknown, found: Secrets = { all: new Set(), age: new Set() }, seen = new Set<unknown>(), age: Age = 'unknown'): Secrets {
  const take = (bytes: Uint8Array) => { const key = Buffer.from(bytes).toString('hex'); found.all.add(key); if (age === 'yes') found.age.add(key); };
  if (typeof value === 'string') {
    if (value.length === 43) try { take(unb64(value, 32)); } catch { /* some other text */ }
  } else if (value instanceof Uint8Array) {
    if (value.length === 32) take(value);
  } else if (value !== null && typeof value === 'object' && !seen.has(value)) {
    seen.add(value);
    const entries = value instanceof Map ? [...value.entries()] : value instanceof Set ? [...value].map((one) => ['', one]) : Object.entries(value);
    for (const [key, inner] of entries) secretsIn(inner, found, seen, ageAt(age, String(key)));
  }
  return found;
}

const ageAt = (above: Age, key: string): Age =>
  (above === 'no' || key === 'sig' || key === 'pin' ? 'no' : above === 'yes' || ['enc', 'roles', 'seed', 'old'].includes(key) ? 'yes' : 'unknown');

// A person whose key worker can be looked into: the real verbs run on a state that the proof holds too. Nothing of this is in the shipped bundle.
import { unb64 } from '../../src/crypto/bytes';
import { handleWith, type Handle } from '../../src/crypto/handle';
import { all } from '../../src/crypto/index';
import { emptyState, type State } from '../../src/crypto/verbs/person';
import { Person, Refusal } from '../../src/demo/person';
import type { Realm } from '../../src/crypto/wire';

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

  /** A worker that knows what this one knows now. What it learns is lost: who only looks changes nothing. */
  copy(): Opened {
    const other = openWorker();
    Object.assign(other.state, structuredClone(this.state));
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

// Drafts (UX 4.2): what is being written, sealed for its writer alone and kept on the server, one per case, kind and person. A keeper belongs to one
// case for ever, so that nothing typed can go anywhere else. Its state tells only what the server has confirmed.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { ask } from '../crypto/client';
import { newId } from '../crypto/random';
import { Refused } from '../crypto/verbs';
import type { DraftKind, Versioned } from '../crypto/wire';
import { language } from '../i18n/i18n';
import { me, renewals } from './account';
import { Failed, get, put, remove } from './api';

/** `none`: nothing is written. `page`: it stands on this page only. `failed`: tried again by itself. `out`: the person has to sign in first. `at`: Unix ms, when `saved`. */
export interface SaveState { is: 'none' | 'page' | 'saving' | 'saved' | 'failed' | 'out'; at: number }

/** Another version: written on another device, or an earlier one of this. */
export interface Other { text: string; at: number }

export interface Keeper {
  readonly case: string;
  /** What stands in the box, and its language. */
  readonly text: Signal<string>; readonly lang: Signal<string>;
  /** The id under which this text becomes a message. */
  readonly id: string;
  readonly state: ReadonlySignal<SaveState>;
  readonly other: ReadonlySignal<Other | null>;
  /**
   * Fetches what was written before; what stands in the box already is never overwritten. `sent`: the ids of the case's messages; a draft that is one of them
   * is gone. `held`: of those that are not out yet; their draft stays at the server, which ends it when they go, and leaves it to their writer if they never do.
   * Throws Failed; Refused if there was one that cannot be opened or is older than what was seen of it: then all the rest is done, and the next text is written over it.
   */
  load(sent?: (id: string) => boolean, held?: (id: string) => boolean): Promise<void>;
  /** Saves what is not saved, now. True: the server has all of it. */
  flush(): Promise<boolean>;
  /** The other version comes into the box, and this one becomes the other. */
  takeOther(): void;
  forgetOther(): void;
  /** Sends the text; meanwhile nothing is saved, so that no draft is left of what has gone out. */
  during<T>(send: () => Promise<T>): Promise<T>;
  /** `text` was accepted: the server has let go of the draft. What was typed meanwhile stays in the box, under an id of its own. */
  sent(text?: string): void;
  /** The same text under another id. */
  renew(): void;
  /** A text that had this id before it was put into the box again. */
  again(id: string, text: string, lang: string): void;
  /** The message with this id was taken back, in another window: its draft is a draft again. Throws Failed. */
  returned(id: string): Promise<void>;
}

const soon = 1_500; // ms from the first unsaved key: sealing and the way to the server stay below two seconds
const longest = 30_000;
const small = 60_000; // bytes that may outlive the page

const keepers = new Map<string, Draft>();

/** The keeper of this case, for whoever is signed in. `text`: what was typed before there was an account. */
export function keeper(caseId: string, kind: Exclude<DraftKind, 'earlier'>, text?: Signal<string>): Keeper {
  const key = `${me.value?.uid ?? ''} ${kind} ${caseId}`;
  const known = keepers.get(key);
  if (known) return known;
  const fresh = new Draft(caseId, kind, text ?? signal(''));
  keepers.set(key, fresh);
  return fresh;
}

/** Its box is used for something else from now on; what was saved stays at the server. */
export function release(one: Keeper): void {
  for (const [key, known] of keepers) if (known === one) { known.close(); keepers.delete(key); }
}

/** A text stands somewhere that the server does not have. */
export const unsaved = (): boolean => [...keepers.values()].some((one) => one.dirty);

/** What becomes of the texts if the page is left now. */
export const fate = (): 'nothing' | 'saved' | 'lost' => (unsaved() ? 'lost' : [...keepers.values()].some((one) => one.text.peek()) ? 'saved' : 'nothing');

/** Saves everything, now. True: nothing is left that the server does not have. */
export const flushAll = async (): Promise<boolean> => (await Promise.all([...keepers.values()].map((one) => one.flush()))).every(Boolean);

/** Nothing of them stays in memory. */
export function forgetDrafts(): void {
  for (const one of keepers.values()) one.forget();
  keepers.clear();
}

/** The drafts of this account: case and kind. Throws Failed. */
export const drafts = async (): Promise<{ case: string; kind: DraftKind; version: number }[]> =>
  (await get<{ drafts: { case: string; kind: DraftKind; version: number }[] }>('me/drafts')).drafts;

interface Written { text: string; lang: string }
/** As the server has it. One that cannot be opened, or is older than what was seen of it, has no text: it is written over. */
interface Found extends Written { id: string; at: number; version: number }
const same = (a: Written | null, b: Written): boolean => a !== null && a.text === b.text && a.lang === b.lang;
const is = (error: unknown, code: string): boolean => error instanceof Failed && error.code === code;

const most = 50_000; // UTF-16 units (PROTOCOL 2.6)
const cut = '[…]\n';

/**
 * Two earlier versions as one text, the newer one last and always whole. Of the older one as much of its end as fits, and what was left out is marked: nothing
 * is cut unseen. Only where not even the mark fits (a newer one of almost 50,000 units) it stands alone.
 */
export function joined(older: string, newer: string): string {
  if (!older || newer.includes(older)) return newer;
  if (older.includes(newer)) return older;
  const both = `${older}\n\n${newer}`, room = most - newer.length - cut.length - 2;
  if (both.length <= most) return both;
  if (room <= 0) return newer;
  const end = older.slice(-room).replace(/^[\udc00-\udfff]/, ''); // not half a character
  return `${cut}${end}\n\n${newer}`;
}

class Draft implements Keeper {
  readonly case: string;
  readonly lang = signal(language.value);
  readonly state = signal<SaveState>({ is: 'none', at: 0 });
  readonly other = signal<Other | null>(null);
  id = newId();

  private version = 0;
  private stored: Written | null = null; // what the server has confirmed
  private made: { of: Written; id: string; body: Versioned } | null = null; // sealed once, sent until it is answered
  private readonly ours = new Set<string>(); // texts of this page that the server may have
  private readonly gone = new Set<string>(); // ids that have become messages
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = 0;
  private running: Promise<boolean> | null = null;
  private held = 0;
  private closed = false;
  private refusal: Refused | null = null; // why what the server gave as a draft was not taken
  private left: string | null = null; // the version that left the box: kept as the earlier one as soon as the one that came into it is saved
  private readonly stops: (() => void)[];

  private readonly uid = me.peek()?.uid ?? '';

  constructor(caseId: string, private readonly kind: 'message' | 'note', readonly text: Signal<string>) {
    this.case = caseId;
    const retry = () => { if (this.dirty && this.state.value.is !== 'saving') void this.flush(); };
    const hidden = () => { if (document.visibilityState === 'hidden' && this.dirty) void this.save(true); };
    addEventListener('online', retry);
    document.addEventListener('visibilitychange', hidden);
    this.stops = [text.subscribe(() => this.changed()), this.lang.subscribe(() => this.changed()), renewals.subscribe(retry),
      () => removeEventListener('online', retry), () => document.removeEventListener('visibilitychange', hidden)];
  }

  private get now(): Written { return { text: this.text.peek(), lang: this.lang.peek() }; }
  get dirty(): boolean { return this.text.peek() !== (this.stored?.text ?? '') || (this.stored !== null && this.lang.peek() !== this.stored.lang); }
  private path(kind: DraftKind = this.kind): string { return `me/drafts/${this.case}/${kind}`; }
  private tell(what: SaveState['is']): void { this.state.value = { is: what, at: what === 'saved' ? Date.now() : 0 }; }

  private changed(): void {
    if (!this.dirty) return;
    if (this.state.value.is === 'none' || this.state.value.is === 'saved') this.tell('saving');
    this.plan(soon);
  }

  /** One time only: whoever types on does not put it off. */
  private plan(ms: number): void {
    if (this.timer !== undefined || this.held || this.running) return;
    this.timer = setTimeout(() => { void this.save(false); }, ms);
  }

  async load(sent: (id: string) => boolean = () => false, held: (id: string) => boolean = () => false): Promise<void> {
    this.refusal = null;
    const found = await this.fetch(this.kind);
    if (this.closed) return; // whoever asked for it has left: the box may be somebody else's by now
    if (found && held(found.id)) {
      this.version = found.version; // what is begun now is written over it
      this.gone.add(found.id);
    } else if (found && (sent(found.id) || this.gone.has(found.id))) {
      this.version = found.version;
      if (!this.text.peek()) await this.put({ text: '', lang: '' }, false); else void this.flush();
    } else if (found) this.adopt(found);
    const earlier = this.kind === 'message' ? await this.fetch('earlier') : null;
    if (!this.closed && earlier?.text && !this.other.value) this.other.value = { text: earlier.text, at: earlier.at };
    if (this.refusal) throw this.refusal as Refused;
  }

  /** What the server has comes into the box, or beside it. */
  private adopt(found: Found): void {
    if (found.version < this.version || same(this.stored, found)) return; // what is typed since is newer, and on its way
    this.version = found.version;
    if (!found.text) return;
    if (this.text.peek() && this.text.peek() !== found.text) { void this.cross(found).catch(() => undefined); return; }
    this.id = found.id;
    this.stored = { text: found.text, lang: found.lang };
    this.lang.value = found.lang;
    this.text.value = found.text;
    this.state.value = { is: 'saved', at: found.at };
  }

  private async fetch(kind: DraftKind): Promise<Found | null> {
    try {
      const { version, box } = await get<Versioned>(this.path(kind));
      return { version, ...await this.opened(kind, version, box) };
    } catch (error) {
      if (is(error, 'not_found')) return null;
      throw error;
    }
  }

  private async opened(kind: DraftKind, version: number, box: Versioned['box']): Promise<Omit<Found, 'version'>> {
    try { return await ask('openDraft', { case: this.case, kind, version, box }); } catch (error) {
      if (!(error instanceof Refused) || (error.check !== 'set-back' && error.check !== 'box')) throw error;
      this.refusal = error;
      return { id: '', text: '', lang: '', at: 0 };
    }
  }

  async flush(): Promise<boolean> {
    while (this.dirty || this.running) {
      if (!await (this.running ?? this.save(false))) return !this.dirty;
    }
    return true;
  }

  /** One at a time. True: what stood in the box when it began is at the server. */
  private save(leaving: boolean): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.running) return this.running;
    if (this.held || me.peek()?.uid !== this.uid) return Promise.resolve(false); // never into another account
    const run = this.attempt(leaving).finally(() => {
      this.running = null;
      if (!this.dirty) this.swapEarlier();
      if (this.dirty && this.state.value.is !== 'out') this.plan(document.visibilityState === 'hidden' ? 0 : this.pause || soon);
    });
    return this.running = run;
  }

  private async attempt(leaving: boolean): Promise<boolean> {
    if (this.state.value.is !== 'failed') this.tell('saving');
    try {
      await this.put(this.now, leaving);
      this.pause = 0;
      this.tell(this.dirty ? 'saving' : this.stored ? 'saved' : 'none');
      return true;
    } catch (error) {
      if (is(error, 'conflict')) return this.crossed();
      this.pause = Math.min(longest, Math.max(2_000, this.pause * 2));
      this.tell(is(error, 'signed_out') || (error instanceof Refused && error.check === 'state') ? 'out' : 'failed');
      return false;
    }
  }

  /** An empty text takes the draft away. */
  private async put(now: Written, leaving: boolean): Promise<void> {
    if (!now.text) {
      if (this.version > 0) await this.away();
      this.version = 0;
      this.stored = null;
      return;
    }
    const body = await this.sealed(now);
    this.ours.add(now.text);
    await put<void>(this.path(), body, leaving && body.box.length < small);
    this.version = body.version;
    this.stored = now;
  }

  /** What was written on meanwhile, on another device, is kept. */
  private async away(): Promise<void> {
    const found = await this.fetch(this.kind);
    if (found && found.version !== this.version && !this.ours.has(found.text)) await this.cross(found);
    await remove<void>(this.path());
  }

  /** After a lost answer the very same box is sent again: the server knows it. */
  private async sealed(now: Written): Promise<Versioned> {
    const version = this.version + 1;
    if (!this.made || !same(this.made.of, now) || this.made.body.version !== version || this.made.id !== this.id) {
      const { box } = await ask('sealDraft', { case: this.case, kind: this.kind, version, id: this.id, ...now });
      this.made = { of: now, id: this.id, body: { version, box } };
    }
    return this.made.body;
  }

  /** Somebody else has saved meanwhile, or an answer of ours was lost: both texts are kept. */
  private async crossed(): Promise<boolean> {
    try {
      const found = await this.fetch(this.kind);
      this.version = found?.version ?? 0;
      if (!found) this.id = newId(); // it was sent or taken away elsewhere: this is another text
      else if (!this.ours.has(found.text) && !this.gone.has(found.id)) await this.cross(found);
      await this.put(this.now, false);
      this.tell(this.dirty ? 'saving' : 'saved');
      return true;
    } catch (error) {
      this.pause = Math.max(2_000, this.pause);
      this.tell(is(error, 'signed_out') ? 'out' : 'failed');
      return false;
    }
  }

  /** What was found stays as the earlier version; what stands in the box goes on. */
  private async cross(found: Found): Promise<void> {
    if (!found.text || this.text.peek() === found.text) return;
    this.other.value = { text: found.text, at: found.at };
    const text = await this.keepEarlier((before) => joined(before, found.text));
    if (this.other.value?.text === found.text) this.other.value = { text, at: found.at }; // whoever takes it takes all of it
    this.changed();
  }

  /** Answers what is kept now. `from`: what comes in place of what was kept before. */
  private async keepEarlier(from: (before: string) => string): Promise<string> {
    for (let round = 0; ; round++) {
      const before = await this.fetch('earlier'), text = from(before?.text ?? '');
      if (before?.text === text) return text;
      const version = (before?.version ?? 0) + 1;
      try {
        await put<void>(this.path('earlier'), { version, ...await ask('sealDraft', { case: this.case, kind: 'earlier', version, id: newId(), text, lang: this.lang.peek() }) });
        return text;
      } catch (error) { if (!is(error, 'conflict') || round > 2) throw error; }
    }
  }

  takeOther(): void {
    const other = this.other.value, mine = this.text.peek();
    if (!other) return;
    this.other.value = mine ? { text: mine, at: this.state.value.at || Date.now() } : null;
    this.text.value = other.text;
    this.left = mine;
    void this.flush().then((saved) => { if (saved) this.swapEarlier(); });
  }

  /** The version that left the box takes the place of the earlier one, but never before that one is saved as the draft: else it would be nowhere. */
  private swapEarlier(): void {
    const text = this.left;
    if (text === null || this.closed) return;
    this.left = null;
    void (text ? this.keepEarlier(() => text) : remove<void>(this.path('earlier'))).catch(() => { this.left ??= text; }); // again after the next saving
  }

  forgetOther(): void {
    this.other.value = null;
    this.left = null;
    void remove<void>(this.path('earlier')).catch(() => undefined);
  }

  async during<T>(send: () => Promise<T>): Promise<T> {
    this.held++;
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.running;
    try { return await send(); } finally {
      this.held--;
      if (this.dirty) this.plan(soon);
    }
  }

  sent(text = this.text.peek()): void {
    const typed = this.text.peek();
    this.gone.add(this.id);
    this.id = newId();
    this.version = 0;
    this.stored = null;
    this.made = null;
    this.text.value = typed.startsWith(text) ? typed.slice(text.length).trimStart() : typed;
    if (!this.text.value) this.tell('none');
  }

  renew(): void {
    this.id = newId();
    this.stored = this.stored && { ...this.stored, lang: '' }; // saved anew, under its new id
    this.changed();
  }

  again(id: string, text: string, lang: string): void {
    this.id = id;
    this.lang.value = lang;
    this.text.value = text;
  }

  async returned(id: string): Promise<void> {
    this.gone.delete(id);
    this.ours.clear();
    await this.load();
  }

  close(): void {
    for (const stop of this.stops) stop();
    clearTimeout(this.timer);
    this.held++;
    this.closed = true;
  }

  forget(): void {
    this.close();
    this.text.value = '';
    this.other.value = null;
  }
}

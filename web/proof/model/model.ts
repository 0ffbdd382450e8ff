// Who can read what, without any cryptography: people, cases, texts, and the keys that people hold by name. Two questions are answered here,
// and the rest of this folder asks real sealing the same ones: `given` (what the server gives to a session and that session opens) and `mayEver` (what somebody
// opens with every key they ever held and a dump of the database as it is now).

export type Role = 'counsellor' | 'intake' | 'lead';

export interface Someone {
  name: string; agency: string; realm: 'seeker' | 'staff'; roles: Role[];
  /** waiting: invited, no manifest names them yet. stopped: by a lead, still in the manifest. left: the manifest no longer names them. */
  state: 'waiting' | 'active' | 'stopped' | 'left';
  /** Keys that they have ever held, by name: 'uk NAME n', 'enc NAME n', 'intake AGENCY n', 'continuity AGENCY', 'archive AGENCY', 'ck CASE n', 'nk CASE n', 'file ID'. */
  keys: Set<string>;
  /** How often everything has been made anew, because somebody knew the code. */
  renewals: number;
  /** How far each case has been read, and its notes. */
  read: Map<string, number>; notes: Map<string, number>;
  /** Texts of former members that were new when they were refused: they stay so. */
  refused: Set<string>;
}

/** One of the pages of a person. */
export interface Browser { of: Someone; signedIn: boolean }

export interface Case {
  id: string; agency: string; seeker: Someone; state: 'open' | 'taken' | 'rest' | 'closed' | 'sealed';
  counsellor: Someone | null; confirmed: boolean;
  /** Taken and confirmed once: it goes back into the pool together with its notes' key. */
  putBack: boolean;
  /** Who put it back: the keys for the pool are signed, and nobody believes a former member (G6). */
  by: Someone | null;
  /** How many note keys have been made: an acceptance that lapsed leaves one that nothing is sealed under. */
  noteKeys: number; last: number; lastNote: number;
  /** To which of the keys of intake it is granted for the pool. */
  pool: number;
  /** How often the case has got new keys; and whether it should: somebody may know those that it has. */
  epoch: number; due: boolean;
  /** Each key of a later epoch opens the one before it. */
  links: Lock[];
  /** Keys that wait for somebody until a page of theirs takes them in: from whom, for which of their keys. */
  waiting: Map<Someone, { by: Someone; to: string; holds: string }>;
  /** Other accounts with which it was shared, and the case of theirs by which. */
  readers: Map<Someone, Case>;
  /** What the archive's grant holds: nothing where cases are erased. */
  archive: string[];
}

/** Whoever has one key has the others. */
export interface Lock { to: string; holds: string[] }

export interface Text {
  /** As the interface names it: 'message ID', 'note ID', 'profile CASE', 'draft UID CASE KIND', 'file ID'. */
  name: string; kind: 'message' | 'note' | 'profile' | 'draft' | 'file'; words: string; author: Someone; case: Case | null;
  /** The key under which it is sealed. */
  key: string;
  /** Its place; 0 while it is held. */
  order: number;
  /** Of a draft: the held message that it has become. */
  became?: string | null;
  /** Of an attachment: the message that holds its key; null once that was taken back. */
  within?: Text | null;
}

/** Agencies with a key for the case that nobody is there, agencies that keep what they have done, and how often the key of intake has been made anew. */
export interface Rules { continuity: Set<string>; keeps: Set<string>; turns: Map<string, number> }
export interface Model extends Rules { people: Someone[]; browsers: Browser[]; cases: Case[]; texts: Text[] }

export const ckOf = ({ id, epoch }: Case): string => `ck ${id} ${epoch}`;
export const nkOf = ({ id, noteKeys }: Case): string => `nk ${id} ${noteKeys}`;
export const ukOf = ({ name, renewals }: Pick<Someone, 'name' | 'renewals'>): string => `uk ${name} ${renewals}`;
/** To which grants for a person are made. */
export const encOf = ({ name, renewals }: Pick<Someone, 'name' | 'renewals'>): string => `enc ${name} ${renewals}`;

const has = (who: Someone, c: Case): boolean =>
  (who.realm === 'seeker' ? c.seeker === who : who.roles.includes('counsellor') && c.state !== 'open' && c.counsellor === who);

const readsPool = (who: Someone, c: Case): boolean => who.realm === 'staff' && who.roles.includes('intake') && who.agency === c.agency && c.state === 'open' && inPool(c);

/** Whether intake can open it, beside lying in the pool. */
export const inPool = (c: Case): boolean => !c.putBack || c.by?.state !== 'left';

/** Whether the server gives a text to a session, and the session opens it. */
export function given(browser: Browser, text: Text): boolean {
  const { of: who } = browser, { case: c } = text;
  if (!browser.signedIn || who.state !== 'active') return false;
  if (text.kind === 'file') return text.within != null && !(c && readsPool(who, c)) && given(browser, text.within); // attachments are for who has taken the case
  if (text.kind === 'draft') return text.author === who && (who.realm === 'seeker' || (c !== null && has(who, c)));
  if (!c) return false;
  if (c.state === 'sealed') return who.keys.has(`archive ${c.agency}`);
  if (c.waiting.has(who)) return false;
  if (has(who, c) || c.readers.has(who)) {
    if (text.kind === 'profile') return true;
    if (text.kind === 'note') return who.realm === 'staff' && believed(who, text, c);
    return text.order > 0 ? believed(who, text, c) : text.author === who;
  }
  return readsPool(who, c) && (text.kind === 'profile' || (text.kind === 'message' && text.order > 0 && !(text.author.state === 'left' && who.refused.has(text.name))));
}

/** E2: what a former member wrote is believed by whoever had read it before, and by who took the case over later. */
function believed({ read, notes, refused }: Someone, { author, kind, order, name }: Text, c: Case): boolean {
  if (author.state !== 'left') return true;
  const upTo = kind === 'note' ? notes.get(c.id) ?? c.lastNote : read.get(c.id) ?? 0;
  return order <= upTo && !refused.has(name);
}

/** What lies in the database of a case: grants to roles and people, and links from later keys to earlier ones. */
function locks({ continuity }: Model, c: Case): Lock[] {
  const both = [ckOf(c), nkOf(c)], waits = c.state === 'open' || (!c.confirmed && c.state !== 'sealed');
  return [
    ...(waits ? [{ to: `intake ${c.agency} ${c.pool}`, holds: c.putBack ? both : both.slice(0, 1) }] : []),
    ...(continuity.has(c.agency) ? [{ to: `continuity ${c.agency}`, holds: both }] : []),
    { to: `archive ${c.agency}`, holds: c.archive },
    ...[...c.waiting.values()].map(({ to, holds }) => ({ to, holds: [holds] })), ...c.links,
  ];
}

/** Every key that somebody with these comes to with a dump of the database. */
export function reach(model: Model, keys: Iterable<string>): Set<string> {
  const held = new Set(keys), inside = model.texts.flatMap(({ key, within }): Lock[] => (within ? [{ to: within.key, holds: [key] }] : []));
  const all = [...model.cases.flatMap((c) => locks(model, c)), ...inside];
  for (let before = -1; before < held.size;) {
    before = held.size;
    for (const { to, holds } of all) if (held.has(to)) for (const key of holds) held.add(key);
  }
  return held;
}

/** What somebody holds from the day they have an account, and from the day a manifest names them. */
export const ownKeys = (who: Pick<Someone, 'name' | 'renewals'>): string[] => [ukOf(who), encOf(who)];
export const turnOf = ({ turns }: Rules, agency: string): number => turns.get(agency) ?? 0;
export const roleKeys = ({ agency, roles }: Pick<Someone, 'agency' | 'roles'>, { continuity, keeps, turns }: Rules): string[] => [
  ...(roles.includes('intake') ? Array.from({ length: (turns.get(agency) ?? 0) + 1 }, (_, n) => `intake ${agency} ${n}`) : []),
  ...(roles.includes('lead') ? [...(continuity.has(agency) ? [`continuity ${agency}`] : []), ...(keeps.has(agency) ? [`archive ${agency}`] : [])] : []),
];

/** Who opens an enquiry of the pool holds what its grant holds from then on. */
export function peeked(model: Model, who: Someone, c: Case): void {
  for (const key of c.putBack ? [ckOf(c), nkOf(c)] : [ckOf(c)]) who.keys.add(key);
  for (const key of reach(model, who.keys)) if (key.includes(c.id)) who.keys.add(key); // down to the first epoch
}

export function accepted(model: Model, who: Someone, c: Case): void {
  peeked(model, who, c);
  if (!c.putBack) c.noteKeys++;
  const before = c.counsellor;
  if (before && before !== who) dropDrafts(model, c, (one) => one === before);
  Object.assign(c, { state: 'taken', counsellor: who, confirmed: false } satisfies Partial<Case>);
  who.keys.add(nkOf(c));
  if (model.keeps.has(c.agency)) c.archive = [ckOf(c), nkOf(c)];
}

/** An acceptance that nobody confirms is back in the pool; its taker is remembered until the next one. */
export const lapsed = (c: Case): void => { c.state = 'open'; };

export function confirmed(model: Model, who: Someone, c: Case): void {
  c.confirmed = true;
  c.putBack = false;
  who.read.set(c.id, Math.max(who.read.get(c.id) ?? 0, c.last));
  who.notes.delete(c.id); // who takes it over begins with the notes that it has
  dropDrafts(model, c, (one) => one.realm === 'staff' && one !== who);
}

/** Everything up to the newest is read. What a former member wrote and this person had not read is refused, and stays so. */
export function readAll(model: Model, who: Someone, c: Case): void {
  if (who.realm === 'staff' && !who.notes.has(c.id)) who.notes.set(c.id, c.lastNote);
  const fresh = model.texts.filter((text) => text.case === c && text.order > 0 && (text.kind === 'message' || (text.kind === 'note' && who.realm === 'staff')));
  for (const kind of ['message', 'note'] as const) {
    const at = kind === 'note' ? who.notes : who.read, before = at.get(c.id) ?? 0, read = fresh.filter((text) => text.kind === kind && believed(who, text, c));
    const upTo = Math.max(before, ...read.map(({ order }) => order));
    for (const text of fresh) if (text.kind === kind && text.order > before && text.order < upTo && !read.includes(text)) who.refused.add(text.name);
    at.set(c.id, upTo);
  }
}

export function putBack(model: Model, c: Case): void {
  letOut(model, c);
  Object.assign(c, { state: 'open', by: c.counsellor, counsellor: null, putBack: true, pool: turnOf(model, c.agency) } satisfies Partial<Case>);
}

/** Everything that is held in a case goes out. */
export function letOut(model: Model, c: Case): void {
  for (const text of model.texts) if (text.case === c && text.kind === 'message' && text.order === 0) wentOut(model, text, c);
}

export function wentOut(model: Model, text: Text, c: Case): void {
  text.order = ++c.last;
  model.texts = model.texts.filter(({ became }) => became !== text.name);
  if (c.state === 'rest') c.state = 'taken';
}

/** It is as if it had never been written. */
export function takenBack(model: Model, text: Text): void {
  model.texts = model.texts.filter((other) => other !== text);
  for (const other of model.texts) {
    if (other.became === text.name) other.became = null;
    if (other.within === text) other.within = null;
  }
}

export function dropDrafts(model: Model, c: Case, whose: (who: Someone) => boolean, kind?: 'message' | 'note'): void {
  model.texts = model.texts.filter((text) => !(text.kind === 'draft' && text.case === c && whose(text.author) && (!kind || text.name.endsWith(` ${kind}`))));
}

/** New keys for whoever reads on: the person who seeks, the counsellor, and accounts whose own case that counsellor has. */
export function rotated(model: Model, who: Someone, c: Case): void {
  letOut(model, c);
  const before = [ckOf(c), nkOf(c)];
  c.epoch++;
  c.noteKeys++;
  const now = [ckOf(c), nkOf(c)];
  now.forEach((to, i) => c.links.push({ to, holds: [before[i]!] }));
  for (const text of model.texts) if (text.case === c && text.kind === 'profile') text.key = ckOf(c);
  for (const key of now) who.keys.add(key);
  if (model.keeps.has(c.agency)) c.archive = now;
  c.due = false;
  for (const [reader, own] of c.readers) if (own.counsellor !== who || own.state === 'open') c.readers.delete(reader);
  c.waiting.clear();
  for (const reader of [c.seeker, ...c.readers.keys()]) waits(c, reader, who);
}

/** A case is shared with the account of another one. */
export function shared(c: Case, to: Case, by: Someone): void {
  c.readers.set(to.seeker, to);
  waits(c, to.seeker, by);
}

const waits = (c: Case, who: Someone, by: Someone): void => { c.waiting.set(who, { by, to: encOf(who), holds: ckOf(c) }); };

/** Who is given a foreign case counts it as read. */
export function tookIn(model: Model, who: Someone, c: Case): void {
  c.waiting.delete(who);
  who.keys.add(ckOf(c));
  for (const key of reach(model, who.keys)) if (key.startsWith(`ck ${c.id} `)) who.keys.add(key);
  if (!who.read.has(c.id)) who.read.set(c.id, c.last);
}

/** Whether a case stays, for the archive, when its seeker goes. */
export const isKept = ({ keeps }: Model, c: Case): boolean => keeps.has(c.agency) && (c.state === 'open' ? c.putBack : c.confirmed);

/** Only the archive's grant is left of all that opened it for somebody. */
export function sealed(model: Model, c: Case): void {
  for (const text of model.texts) {
    if (text.case !== c || text.kind !== 'message' || text.order > 0) continue;
    if (text.author.state === 'active') wentOut(model, text, c); else takenBack(model, text);
  }
  model.texts = model.texts.filter(({ kind, case: of }) => kind !== 'draft' || of !== c);
  c.waiting.clear();
  c.readers.clear();
  Object.assign(c, { state: 'sealed', counsellor: null, due: false } satisfies Partial<Case>);
}

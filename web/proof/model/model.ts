// Who can read what, without any cryptography: people, cases, texts, and the keys that people hold by name. Two questions are answered here,
// and the rest of this folder asks real sealing the same ones: `given` (what the server gives to a session and that session opens) and `mayEver` (what somebody
// opens with every key they ever held and a dump of the database as it is now).

export type Role = 'counsellor' | 'intake' | 'lead';

export interface Someone {
  name: string; agency: string; realm: 'seeker' | 'staff'; roles: Role[];
  /** waiting: invited, no manifest names them yet. stopped: by a lead, still in the manifest. left: the manifest no longer names them. */
  state: 'waiting' | 'active' | 'stopped' | 'left';
  /** Keys that they have ever held, by name: 'uk NAME', 'intake AGENCY', 'continuity AGENCY', 'ck CASE', 'nk CASE n'. */
  keys: Set<string>;
  /** How far each case has been read, and its notes. */
  read: Map<string, number>; notes: Map<string, number>;
  /** Texts of former members that were new when they were refused: they stay so. */
  refused: Set<string>;
}

/** One of the pages of a person. */
export interface Browser { of: Someone; signedIn: boolean }

export interface Case {
  id: string; agency: string; seeker: Someone; state: 'open' | 'taken' | 'rest' | 'closed';
  counsellor: Someone | null; confirmed: boolean;
  /** Taken and confirmed once: it goes back into the pool together with its notes' key. */
  putBack: boolean;
  /** Who put it back: the keys for the pool are signed, and nobody believes a former member (G6). */
  by: Someone | null;
  /** How many note keys have been made: an acceptance that lapsed leaves one that nothing is sealed under. */
  noteKeys: number; last: number; lastNote: number;
}

export interface Text {
  /** As the interface names it: 'message ID', 'note ID', 'profile CASE', 'draft UID CASE KIND'. */
  name: string; kind: 'message' | 'note' | 'profile' | 'draft'; words: string; author: Someone; case: Case | null;
  /** The key under which it is sealed. */
  key: string;
  /** Its place; 0 while it is held. */
  order: number;
  /** Of a draft: the held message that it has become. */
  became?: string | null;
}

export interface Model { people: Someone[]; browsers: Browser[]; cases: Case[]; texts: Text[]; continuity: Set<string> }

const has = (who: Someone, c: Case): boolean =>
  (who.realm === 'seeker' ? c.seeker === who : who.roles.includes('counsellor') && c.state !== 'open' && c.counsellor === who);

const readsPool = (who: Someone, c: Case): boolean => who.realm === 'staff' && who.roles.includes('intake') && who.agency === c.agency && c.state === 'open' && inPool(c);

/** Whether intake can open it, beside lying in the pool. */
export const inPool = (c: Case): boolean => !c.putBack || c.by?.state !== 'left';

/** Whether the server gives a text to a session, and the session opens it. */
export function given(browser: Browser, text: Text): boolean {
  const { of: who } = browser, { case: c } = text;
  if (!browser.signedIn || who.state !== 'active') return false;
  if (text.kind === 'draft') return text.author === who && (who.realm === 'seeker' || (c !== null && has(who, c)));
  if (!c) return false;
  if (has(who, c)) {
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

/** Grants to roles that lie in the database: to which key, and which keys they hold. */
function grants({ continuity }: Model, c: Case): { to: string; holds: string[] }[] {
  const both = [`ck ${c.id}`, `nk ${c.id} ${c.noteKeys}`];
  const waits = c.state === 'open' || !c.confirmed;
  return [
    ...(waits ? [{ to: `intake ${c.agency}`, holds: c.putBack ? both : both.slice(0, 1) }] : []),
    ...(continuity.has(c.agency) ? [{ to: `continuity ${c.agency}`, holds: both }] : []),
  ];
}

/** Whether somebody opens a text with all the keys they ever held and a dump of the database. */
export const mayEver = (model: Model, who: Someone, { key, case: c }: Text): boolean =>
  who.keys.has(key) || (c !== null && grants(model, c).some(({ to, holds }) => who.keys.has(to) && holds.includes(key)));

/** What somebody holds from the day they have an account, and from the day a manifest names them. */
export const ownKeys = (name: string): string[] => [`uk ${name}`];
export const roleKeys = ({ agency, roles }: Pick<Someone, 'agency' | 'roles'>, continuity: Set<string>): string[] => [
  ...(roles.includes('intake') ? [`intake ${agency}`] : []), ...(roles.includes('lead') && continuity.has(agency) ? [`continuity ${agency}`] : []),
];

/** Who opens an enquiry of the pool holds what its grant holds from then on. */
export function peeked(who: Someone, c: Case): void {
  who.keys.add(`ck ${c.id}`);
  if (c.putBack) who.keys.add(`nk ${c.id} ${c.noteKeys}`);
}

export function accepted(model: Model, who: Someone, c: Case): void {
  peeked(who, c);
  if (!c.putBack) c.noteKeys++;
  const before = c.counsellor;
  if (before && before !== who) dropDrafts(model, c, (one) => one === before);
  Object.assign(c, { state: 'taken', counsellor: who, confirmed: false } satisfies Partial<Case>);
  who.keys.add(`nk ${c.id} ${c.noteKeys}`);
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
  Object.assign(c, { state: 'open', by: c.counsellor, counsellor: null, putBack: true } satisfies Partial<Case>);
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
  for (const other of model.texts) if (other.became === text.name) other.became = null;
}

export function dropDrafts(model: Model, c: Case, whose: (who: Someone) => boolean, kind?: 'message' | 'note'): void {
  model.texts = model.texts.filter((text) => !(text.kind === 'draft' && text.case === c && whose(text.author) && (!kind || text.name.endsWith(` ${kind}`))));
}

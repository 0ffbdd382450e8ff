// What people do. Each command says where it is possible by the model, does it for real, and then in the model; it answers what it did, for the trace.
import { accountCommands } from './account';
import type { Case as Row, CaseState, Grant } from '../../src/crypto/wire';
import { Insider } from './insider';
import type { History } from './history';
import { accepted, ckOf, confirmed, dropDrafts, inPool, lapsed, letOut, nkOf, peeked, putBack, readAll, roleKeys, takenBack, turnOf, ukOf, type Browser, type Case, type Role, type Someone, type Text } from './model';
import { keyCommands } from './newkeys';
import type { Actor, Page } from './people';

export interface Choice { who: string; run(): Promise<void> }
export interface Command { name: string; weight: number; rare?: true; choices(h: History): Choice[] }

export interface At { actor: Actor; page: Page; who: Someone; browser: Browser; person: Insider }

const each = (h: History, fit: (who: Someone) => boolean): At[] =>
  h.people.pages.filter(({ actor }) => actor.who.state === 'active' && fit(actor.who))
    .map(({ actor, page }) => ({ actor, page, who: actor.who, browser: page.browser, person: page.person }));

const seekers = (h: History) => each(h, ({ realm }) => realm === 'seeker');
const staff = (h: History, ...roles: Role[]) => each(h, (who) => who.realm === 'staff' && roles.every((role) => who.roles.includes(role)));
const withCase = (h: History, list: At[], fit: (at: At, c: Case) => boolean): (At & { c: Case })[] =>
  list.flatMap((at) => h.model.cases.filter((c) => c.agency === at.who.agency && fit(at, c)).map((c) => ({ ...at, c })));
const mine = ({ who }: At, c: Case): boolean => (who.realm === 'seeker' ? c.seeker === who && !c.waiting.has(who) : c.counsellor === who && c.state !== 'open');
const readsAlong = ({ who }: At, c: Case): boolean => c.readers.has(who) && !c.waiting.has(who);
const heldIn = (h: History, c: Case, by?: Someone): Text | undefined => h.model.texts.find((text) => text.case === c && text.kind === 'message' && text.order === 0 && (!by || text.author === by));

const choice = <T extends At>(list: T[], what: (at: T) => string, run: (at: T) => Promise<void>): Choice[] =>
  list.map((at) => ({ who: `${at.who.name} ${what(at)}`, run: () => run(at) }));
const onCase = (list: (At & { c: Case })[], run: (at: At & { c: Case }) => Promise<void>): Choice[] => choice(list, ({ c }) => c.id.slice(0, 4), run);

async function read(h: History, { person, who }: At, c: Case): Promise<void> {
  await person.read(c.id);
  readAll(h.model, who, c);
}

async function first(h: History, { actor, who, person }: At): Promise<void> {
  const begun = h.model.texts.find((text) => text.kind === 'draft' && text.author === who && text.case === null);
  const words = h.words(), name = h.words(), ids = begun ? { case: begun.name.split(' ')[2]!, message: h.id() } : undefined;
  const id = await person.write({ topic: '', lang: 'de', text: words, name, age: null, gender: null }, ids);
  const c: Case = { id, agency: who.agency, seeker: who, state: 'open', counsellor: null, confirmed: true, putBack: false, by: null, noteKeys: 0, last: 1, lastNote: 0, pool: turnOf(h.model, who.agency), epoch: 0, due: false, links: [], waiting: new Map(), readers: new Map(), archive: [] };
  if (h.model.keeps.has(c.agency)) c.archive = [ckOf(c)];
  h.model.cases.push(c);
  h.model.texts = h.model.texts.filter((text) => text !== begun);
  who.keys.add(ckOf(c));
  who.read.set(id, 1);
  const message = ids?.message ?? (await person.fetch(id)).messages[0]!.id;
  h.people.text({ name: `message ${message}`, kind: 'message', words, author: actor.who, case: c, key: ckOf(c), order: 1 });
  h.people.text({ name: `profile ${id}`, kind: 'profile', words: name, author: actor.who, case: c, key: ckOf(c) });
}

async function write(h: History, at: At & { c: Case }, kind: 'message' | 'note', attached?: string): Promise<void> {
  const { who, person, c } = at, words = h.words();
  const id = await person.send(c.id, words, 'de', kind, attached === undefined ? [] : [{ name: 'Anlage.txt', type: 'text/plain', bytes: new TextEncoder().encode(attached) }]);
  readAll(h.model, who, c);
  const text = h.people.text({ name: `${kind} ${id}`, kind, words, author: who, case: c, key: kind === 'note' ? nkOf(c) : ckOf(c) });
  if (attached !== undefined) {
    const file = await h.attachedTo(id);
    who.keys.add(`file ${file}`);
    h.people.text({ name: `file ${file}`, kind: 'file', words: attached, author: who, case: c, key: `file ${file}`, within: text });
  }
  if (kind === 'note') text.order = ++c.lastNote;
  if (kind === 'note' || who.realm === 'seeker') dropDrafts(h.model, c, (one) => one === who, kind);
  else h.held.set(text, Date.now());
  for (const draft of h.model.texts) if (kind === 'message' && draft.kind === 'draft' && draft.case === c && draft.author === who && draft.name.endsWith(' message')) draft.became = text.name;
  if (kind === 'message' && who.realm === 'seeker') { text.order = ++c.last; if (c.state === 'closed' || c.state === 'rest') c.state = 'taken'; }
  readAll(h.model, who, c);
}

async function draft(h: History, at: At, c: Case | null, kind: 'message' | 'note'): Promise<void> {
  const id = c?.id ?? h.id(), name = `draft ${at.actor.uid} ${id} ${kind}`, words = h.words(), version = (h.versions.get(name) ?? 0) + 1;
  const there = h.model.texts.find((text) => text.name === name);
  if (!there) h.versions.delete(name);
  const next = there ? version : 1;
  await at.person.saveDraft(id, kind, next, words, 'de');
  h.versions.set(name, next);
  if (there) Object.assign(there, { words, became: null });
  else h.people.text({ name, kind: 'draft', words, author: at.who, case: c, key: ukOf(at.who), became: null });
}

async function move(h: History, { person, c }: Pick<At, 'person'> & { c: Case }, from: CaseState, to: CaseState): Promise<void> {
  await person.move(c.id, from, to);
  letOut(h.model, c);
  c.state = to;
}

/** A change of state lets go what is held; then the case is as before. */
export async function letGo(h: History, at: Pick<At, 'person'> & { c: Case }): Promise<void> {
  const state = at.c.state as CaseState, other = state === 'rest' ? 'taken' : 'rest';
  await move(h, at, state, other);
  await move(h, at, other, state);
}

async function everybodyFollows(h: History, agency: string): Promise<void> {
  for (const { actor, page } of h.people.pages) if (actor.who.agency === agency && actor.who.state !== 'waiting') await (actor.who.realm === 'staff' ? page.person.refresh() : page.person.follow());
}

async function join(h: History, { person, who }: At): Promise<void> {
  const roles = h.pick<Role[]>([['counsellor', 'intake'], ['counsellor', 'intake'], ['intake'], ['counsellor']]);
  const token = await person.invite(roles), page = new Insider(h.world.origin, who.agency, 'staff'), name = `neu-${h.model.people.length}`, password = `vier worte sind genug fuer ${name}`;
  const code = await page.join('join', token, h.world.fingerprints[who.agency]!, name, password, name, 'de');
  const actor = h.people.add({ name, agency: who.agency, realm: 'staff', roles, state: 'waiting' }, { uid: page.uid, code, password });
  h.people.newPage(actor, page);
}

async function admit(h: History, { person, who }: At): Promise<void> {
  await person.admit();
  for (const actor of h.people.actors) {
    if (actor.who.agency !== who.agency || actor.who.state !== 'waiting') continue;
    actor.who.state = 'active';
    for (const key of roleKeys(actor.who, h.model)) actor.who.keys.add(key);
    for (const { person: page, browser } of actor.pages) if (browser.signedIn) await page.refresh();
  }
  await everybodyFollows(h, who.agency);
}

async function dismiss(h: History, { person, who }: At, gone: Actor): Promise<void> {
  for (const c of h.model.cases) if (c.state === 'open' && c.putBack && c.by === gone.who) await grantAnew(h, person, who, c);
  await person.dismiss(gone.uid);
  gone.who.state = 'left';
  h.people.out(gone);
  if (gone.who.roles.includes('intake')) newIntake(h, who.agency);
  mayHaveRead(h, who.agency);
  await everybodyFollows(h, who.agency);
}

/** What somebody has put back, once more and in a lead's name: nobody believes the one who goes. */
async function grantAnew(h: History, person: Insider, who: Someone, c: Case): Promise<void> {
  const enquiry = await person.call<{ case: Row; grant: Grant }>('GET', `enquiries/${c.id}`);
  await person.call('PUT', `cases/${c.id}/release`, await person.ask('grantAnew', { ...enquiry, members: await person.members() }));
  peeked(h.model, who, c);
  Object.assign(c, { by: who, pool: turnOf(h.model, c.agency) } satisfies Partial<Case>);
}

/** Whoever goes knew the key of intake: those who stay get another one, with those of before. */
function newIntake(h: History, agency: string): void {
  h.model.turns.set(agency, turnOf(h.model, agency) + 1);
  for (const { who } of h.people.actors) if (who.agency === agency && (who.state === 'active' || who.state === 'stopped') && who.realm === 'staff') for (const key of roleKeys(who, h.model)) who.keys.add(key);
}

/** Whoever goes may have read any case of the agency. */
function mayHaveRead(h: History, agency: string): void {
  for (const c of h.model.cases) if (c.agency === agency && c.state !== 'sealed') c.due = true;
}

async function signIn(h: History, actor: Actor, byPassword: boolean): Promise<void> {
  const page = h.people.newPage(actor);
  if (byPassword && actor.password) await page.person.signIn(actor.who.name, actor.password);
  else await page.person.signInByCode(actor.code);
  if (actor.who.realm === 'staff' && actor.who.state === 'active') await page.person.refresh();
}

const colleagues = (h: History, { who }: At, fit: (other: Actor) => boolean): Actor[] =>
  h.people.actors.filter((other) => other.who !== who && other.who.agency === who.agency && other.who.realm === 'staff' && !other.who.roles.includes('lead') && fit(other));
const hasWritten = (h: History, { who }: Actor): boolean => (who.state === 'active' || who.state === 'stopped') && h.model.texts.some(({ author, order }) => author === who && order > 0);
const away = (h: History): Actor[] => h.people.actors.filter(({ who, pages }) => ['active', 'waiting'].includes(who.state) && !pages.some(({ browser }) => browser.signedIn));

export const commands: Command[] = [
  { name: 'register', weight: 6, choices: (h) => (h.model.people.filter(({ realm }) => realm === 'seeker').length >= 4 ? [] : ['kiz', 'kiz', 'nord'].map((agency) => ({ who: agency, run: async () => {
    const person = new Insider(h.world.origin, agency, 'seeker'), code = await person.register(null, null, 'de');
    h.people.newPage(h.people.add({ name: `seeker-${h.model.people.length}`, agency, realm: 'seeker', roles: [], state: 'active' }, { uid: person.uid, code, password: null }), person);
  } }))) },
  { name: 'first letter', weight: 8, choices: (h) => choice(seekers(h).filter(({ who }) => h.model.cases.filter((c) => c.seeker === who).length < 2), () => '', (at) => first(h, at)) },
  { name: 'further letter', weight: 5, choices: (h) => onCase(withCase(h, seekers(h), mine), (at) => write(h, at, 'message')) },
  { name: 'draft', weight: 3, choices: (h) => [
    ...onCase(withCase(h, [...seekers(h), ...staff(h, 'counsellor')], mine), (at) => draft(h, at, at.c, at.who.realm === 'staff' && h.pick([true, false]) ? 'note' : 'message')),
    ...choice(seekers(h).filter(({ who }) => !h.model.texts.some(({ case: c, author }) => c === null && author === who)), () => 'of a first letter', (at) => draft(h, at, null, 'message')),
  ] },
  { name: 'read', weight: 3, choices: (h) => onCase(withCase(h, [...seekers(h), ...staff(h, 'counsellor')], (at, c) => (mine(at, c) && (at.who.realm === 'seeker' || c.confirmed)) || readsAlong(at, c)), (at) => read(h, at, at.c)) },
  { name: 'peek', weight: 3, choices: (h) => onCase(withCase(h, staff(h, 'intake'), (_, c) => c.state === 'open' && inPool(c)), async ({ person, who, c }) => { await person.peek(c.id); peeked(h.model, who, c); }) },
  { name: 'take over', weight: 9, choices: (h) => onCase(withCase(h, staff(h, 'intake', 'counsellor'), (_, c) => c.state === 'open' && inPool(c)), async ({ person, who, c }) => { await person.accept(c.id); accepted(h.model, who, c); }) },
  { name: 'confirm', weight: 16, choices: (h) => onCase(withCase(h, staff(h, 'intake', 'counsellor'), (at, c) => mine(at, c) && !c.confirmed), async (at) => { const { person, who, c } = at; await person.confirm(c.id); confirmed(h.model, who, c); await read(h, at, c); }) },
  { name: 'lapse', rare: true, weight: 4, choices: (h) => h.model.cases.filter((c) => !c.confirmed && c.state === 'taken').map((c) => ({ who: c.id.slice(0, 4), run: async () => { await h.lapse(c.id); lapsed(c); } })) },
  { name: 'answer', weight: 9, choices: (h) => onCase(withCase(h, staff(h, 'counsellor'), (at, c) => mine(at, c) && c.confirmed && c.state !== 'closed' && !heldIn(h, c)), (at) => write(h, at, 'message')) },
  { name: 'take back', weight: 16, choices: (h) => onCase(withCase(h, staff(h, 'counsellor'), (at, c) => mine(at, c) && heldIn(h, c, at.who) !== undefined), async (at) => {
    const { person, who, c } = at, text = heldIn(h, c, who)!;
    await read(h, at, c); // as on a page, where the button stands beside the answer
    await person.takeBack(c.id, text.name.split(' ')[1]!);
    takenBack(h.model, text);
  }) },
  { name: 'let out', weight: 12, choices: (h) => onCase(withCase(h, staff(h, 'counsellor'), (at, c) => mine(at, c) && c.confirmed && heldIn(h, c, at.who) !== undefined), (at) => letGo(h, at)) },
  { name: 'with an attachment', weight: 4, choices: (h) => onCase(withCase(h, [...seekers(h), ...staff(h, 'counsellor')], (at, c) => mine(at, c) && (at.who.realm === 'seeker' || (c.confirmed && c.state !== 'closed' && !heldIn(h, c)))), (at) => write(h, at, 'message', h.words())) },
  { name: 'note', weight: 6, choices: (h) => onCase(withCase(h, staff(h, 'counsellor'), (at, c) => mine(at, c) && c.confirmed && c.state !== 'closed'), (at) => write(h, at, 'note')) },
  { name: 'put back', weight: 4, choices: (h) => onCase(withCase(h, staff(h, 'counsellor'), (at, c) => mine(at, c) && c.confirmed && c.state !== 'closed'), async ({ person, who, c }) => { await person.putBack(c.id); readAll(h.model, who, c); putBack(h.model, c); }) },
  { name: 'rest', weight: 2, choices: (h) => onCase(withCase(h, staff(h, 'counsellor'), (at, c) => mine(at, c) && c.confirmed && c.state === 'taken'), (at) => move(h, at, 'taken', 'rest')) },
  { name: 'close', weight: 2, choices: (h) => onCase(withCase(h, staff(h, 'counsellor'), (at, c) => mine(at, c) && c.confirmed && (c.state === 'taken' || c.state === 'rest')), (at) => move(h, at, at.c.state as CaseState, 'closed')) },
  { name: 'reopen', weight: 3, choices: (h) => onCase(withCase(h, staff(h, 'counsellor'), (at, c) => mine(at, c) && c.confirmed && (c.state === 'closed' || c.state === 'rest')), (at) => move(h, at, at.c.state as CaseState, 'taken')) },
  { name: 'invite and join', rare: true, weight: 1.5, choices: (h) => (h.count('invite and join') > 0 || !h.mayJoin ? [] : choice(staff(h, 'lead'), () => '', (at) => join(h, at))) },
  { name: 'admit', rare: true, weight: 8, choices: (h) => choice(staff(h, 'lead').filter((at) => at.person.state.person!.vault.invites.length > 0 && colleagues(h, at, ({ who }) => who.state === 'waiting').length > 0), () => '', (at) => admit(h, at)) },
  { name: 'stop', weight: 0.8, choices: (h) => staff(h, 'lead').flatMap((at) => colleagues(h, at, ({ who }) => who.state === 'active').map((other) => ({ who: `${at.who.name} ${other.who.name}`, run: async () => {
    await at.person.call('PUT', `staff/${other.uid}/state`, { state: 'stopped' });
    other.who.state = 'stopped';
    h.people.out(other);
    mayHaveRead(h, at.who.agency);
  } }))) },
  { name: 'let in again', weight: 4, choices: (h) => staff(h, 'lead').flatMap((at) => colleagues(h, at, ({ who }) => who.state === 'stopped').map((other) => ({ who: `${at.who.name} ${other.who.name}`, run: async () => {
    await at.person.call('PUT', `staff/${other.uid}/state`, { state: 'active' });
    other.who.state = 'active';
  } }))) },
  // Of those who have written something: what becomes of that is the question.
  { name: 'dismiss', rare: true, weight: 4, choices: (h) => (h.count('dismiss') > 0 ? [] : staff(h, 'lead').flatMap((at) => colleagues(h, at, (other) => hasWritten(h, other)).map((other) => ({ who: `${at.who.name} ${other.who.name}`, run: () => dismiss(h, at, other) })))) },
  { name: 'sign out', weight: 1.2, choices: (h) => choice(each(h, () => true), () => '', async ({ person, browser }) => { await person.signOut(); browser.signedIn = false; }) },
  { name: 'sign in by code', weight: 4, choices: (h) => away(h).map((actor) => ({ who: actor.who.name, run: () => signIn(h, actor, false) })) },
  { name: 'sign in by password', rare: true, weight: 1, choices: (h) => away(h).filter(({ password }) => password !== null).map((actor) => ({ who: actor.who.name, run: () => signIn(h, actor, true) })) },
  { name: 'second browser', weight: 1.2, choices: (h) => h.people.actors.filter(({ who, pages }) => who.state === 'active' && pages.filter(({ browser }) => browser.signedIn).length === 1).map((actor) => ({ who: actor.who.name, run: () => signIn(h, actor, false) })) },
  ...keyCommands((h) => each(h, () => true)),
  ...accountCommands((h) => each(h, () => true)),
];

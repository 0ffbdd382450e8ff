// What people do with their own access: another code or password, everything anew because somebody knows the code, coming back after the password was forgotten, deleting all.
import type { NewPassword } from '../../src/crypto/verbs';
import type { KeyedCase, KeyedDraft, Preview, Proof, Session, Versioned, Wrap } from '../../src/crypto/wire';
import { Refusal } from '../../src/demo/person';
import type { At, Command } from './commands';
import type { History } from './history';
import { Insider } from './insider';
import { encOf, isKept, sealed, ukOf } from './model';
import type { Actor } from './people';

/** Proves with the code, as pages do before what cannot be undone. */
async function proves({ person, actor }: At): Promise<Proof> {
  const proof = await person.ask('prove', { code: actor.code }), { wrap } = await person.call<{ wrap: Wrap }>('POST', 'me/proof', proof);
  await person.ask('proved', { wrap, keyring: await person.call<Versioned>('GET', 'me/keyring') });
  return proof;
}

/** All sessions but this one have ended. */
function alone({ actor, page }: Pick<At, 'actor' | 'page'>): void {
  for (const other of actor.pages) if (other !== page) other.browser.signedIn = false;
}

/** What was a way in is none any more. */
async function dead(h: History, { who }: Actor, code: string): Promise<void> {
  try { await new Insider(h.world.origin, who.agency, who.realm).signInByCode(code); } catch (error) {
    if (error instanceof Refusal && error.code === 'sign_in_failed') return;
    throw error;
  }
  throw new Error('an old code lets in');
}

async function rekey(h: History, at: At, password: NewPassword | null): Promise<void> {
  const before = at.actor.code, proof = await proves(at), { body, code } = await at.person.ask('rekey', { password, code: password === null });
  await at.person.call('PUT', 'me/wraps', { ...proof, ...body });
  await at.person.ask('rekeyed', {});
  alone(at);
  if (code === null) return;
  at.actor.code = code;
  await dead(h, at.actor, before);
}

async function newPassword(h: History, at: At): Promise<void> {
  const { salt16 } = await at.person.call<{ salt16: string }>('POST', 'auth/pre', { agency: at.person.place.agency, realm: 'staff', name: at.who.name });
  const password = `neue worte fuer ${at.who.name} am deich`;
  await rekey(h, at, { password, salt16 });
  at.actor.password = password;
}

/** "Somebody knows my code": the user key of before opens nothing from here on. */
async function alarm(h: History, at: At): Promise<void> {
  const { person, actor } = at, before = actor.code, old = Buffer.from(person.state.person!.uk).toString('hex'), proof = await proves(at);
  await person.catchUp();
  h.people.remember();
  h.knew.push({ whose: at.who.name, keys: new Set(at.who.keys), secrets: { all: new Set(actor.secrets.all), age: new Set(actor.secrets.age) } });
  const keyed = await person.call<{ cases: KeyedCase[]; drafts: KeyedDraft[] }>('GET', 'me/keys'), { body, code, dropped } = await person.ask('renewKeys', { ...keyed, password: null });
  if (dropped > 0) throw new Error('a draft was left behind');
  await person.call('PUT', 'me/keys', { ...proof, ...body });
  await person.ask('renewedKeys', {});
  alone(at);
  actor.code = code;
  h.voided.add(old);
  renewed(h, at);
  await dead(h, actor, before);
}

/** In the model: what was sealed under the user key is under another one, and each case asks for new keys. */
function renewed(h: History, { who }: At): void {
  const before = ukOf(who);
  who.renewals++;
  for (const text of h.model.texts) if (text.key === before) text.key = ukOf(who);
  for (const key of [ukOf(who), encOf(who)]) who.keys.add(key);
  for (const c of h.model.cases) if (c.seeker === who) c.due = true;
}

/** With the return code alone, from a browser that knows nothing: all other sessions end, and the code is another one. */
async function recover(h: History, actor: Actor): Promise<void> {
  const before = actor.code, page = h.people.newPage(actor), { person } = page;
  await person.agency();
  const { agency, rc_id, auth } = await person.ask('codeLogin', { ...person.place, realm: 'seeker', code: before }), login = { agency, realm: 'seeker', rc_id, auth };
  const session = await person.call<Session>('POST', 'auth/recover', login);
  await person.ask('recovering', { ...person.place, session });
  const { body, code } = await person.ask('recover', { ...person.place, session, password: null });
  await person.enterWith(await person.call<Session>('PUT', 'auth/recover', { ...login, ...body }));
  alone({ actor, page });
  actor.code = code;
  await dead(h, actor, before);
}

/** Account, cases, texts and drafts are gone, but for what the agency keeps, sealed; a dump of before opens nothing of them once their keys have left the shred store. */
async function deleted(h: History, at: At): Promise<void> {
  const { person, who, actor } = at, { uk, keyring } = person.state.person!, before = await h.dump(), proof = await proves(at);
  const { manifest, cases: shown } = await person.call<Preview & { manifest: string }>('GET', 'me/erasure');
  const { sealed: announced } = await person.call<{ sealed: unknown[] }>('DELETE', 'me', { manifest, staying: shown.map(({ id }) => id), ...proof });
  const own = h.model.cases.filter(({ seeker }) => seeker === who), kept = own.filter((c) => isKept(h.model, c)), cases = own.filter((c) => !kept.includes(c));
  if (announced.length !== kept.length) throw new Error(`${announced.length} cases were sealed, and not ${kept.length}`);
  for (const c of kept) sealed(h.model, c);
  for (const c of h.model.cases) { c.readers.delete(who); c.waiting.delete(who); }
  h.model.cases = h.model.cases.filter((c) => !cases.includes(c));
  h.model.texts = h.model.texts.filter(({ author, case: c, kind }) => !(kind === 'draft' && author === who) && !(c && cases.includes(c)));
  h.gone.push(...cases.map(({ id }) => id));
  who.state = 'left';
  h.people.out(actor);
  await dead(h, actor, actor.code);
  await h.bury(before, { uid: actor.uid, cases: cases.map(({ id }) => id), own: [uk, keyring] });
}

const seekers = (list: At[]): At[] => list.filter(({ who }) => who.realm === 'seeker');

/** `all`: everybody's pages that are signed in. */
export const accountCommands = (all: (h: History) => At[]): Command[] => [
  { name: 'new code', rare: true, weight: 0.8, choices: (h) => all(h).map((at) => ({ who: at.who.name, run: () => rekey(h, at, null) })) },
  { name: 'new password', rare: true, weight: 0.4, choices: (h) => all(h).filter(({ actor }) => actor.password !== null && actor.who.realm === 'staff').map((at) => ({ who: at.who.name, run: () => newPassword(h, at) })) },
  { name: 'somebody knows my code', rare: true, weight: 1, choices: (h) => seekers(all(h)).filter(({ who }) => !h.model.cases.some(({ waiting }) => waiting.has(who))).map((at) => ({ who: at.who.name, run: () => alarm(h, at) })) },
  { name: 'recover', rare: true, weight: 0.8, choices: (h) => h.people.actors.filter(({ who }) => who.realm === 'seeker' && who.state === 'active').map((actor) => ({ who: actor.who.name, run: () => recover(h, actor) })) },
  { name: 'delete account', rare: true, weight: 0.8, choices: (h) => seekers(all(h)).filter(({ who: { agency } }) => !h.people.actors.some(({ who }) => who.agency === agency && who.realm === 'seeker' && who.state === 'left'))
    .map((at) => ({ who: `${at.who.name} ${at.who.agency}`, run: () => deleted(h, at) })) },
];

// Cases: opening them, taking them over, reading and writing in them (PROTOCOL 2.8.10, 2.6).
import { ad, b64, equal, fromUtf8, unb64, type Bytes } from '../bytes';
import { openBox, unpad } from '../box';
import { learn, manifestAt } from '../directory';
import { makeGrant, openGrant, type CaseGrant } from '../grant';
import { nextOf, openHistory, type History } from '../history';
import { ckIdOf, nkIdOf, openSelf, sealSelf, type CaseEpoch, type CaseKeys } from '../keys';
import { checkText, messageAd, openMessage, type Channel, type Content, type Head } from '../message';
import { readJson } from '../json';
import { random, sha256 } from '../primitives';
import { checkProfile, profileAd, type ProfileText } from '../profile';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument, type Members, type OpenCase, type Profile } from '../verbs';
import type { Acceptance, Case, Grant, Message, NewMessage, Role, Sealed } from '../wire';
import { now, sealedAndOpened } from './enquiry';
import { seqsTo } from './signin';
import { chainOf, handOutVault, ownRecord, personOf, today, type Held, type Person, type State } from './person';

const epochOf = (row: Pick<Case, 'id' | 'epoch' | 'ck_id'>): CaseEpoch =>
  refuseBy('G4', () => ({ id: unb64(row.id, 16), epoch: row.epoch, ckId: unb64(row.ck_id, 16) }));

const channelOf = async (person: Person, held: Held, kind: 'message' | 'note'): Promise<{ channel: Channel; key: Bytes }> => {
  const key = kind === 'note' ? held.keys.nk : held.keys.ck;
  if (!key) throw new Refused('state');
  const keyId = kind === 'note' ? await nkIdOf(key) : unb64(held.ckId);
  return { key, channel: { label: kind === 'note' ? 'sg1/note' : 'sg1/msg', agency: person.where.agency, case: unb64(held.id), keyId } };
};

/** The key under which a vault counts the notes read: they have an order of their own. */
const notesKey = async (person: Person, id: string): Promise<string> =>
  b64((await sha256(ad('sg1/notes', person.where.agency, unb64(id)))).slice(0, 16));

const newHeld = (row: Case, keys: CaseKeys): Held => ({
  id: row.id, epoch: row.epoch, ckId: row.ck_id, seeker: row.seeker, keys, profile: null, profileVersion: 0,
  log: { message: [], note: [] }, opened: false, lastOrder: row.last_order, sealed: new Map(), acceptance: null,
});

/** What the vault has pinned of a case must be what the server says. */
function checkPins(person: Person, row: Case): void {
  const pinned = person.vault.cases[row.id];
  if (pinned && (row.epoch < pinned.epoch || (row.epoch === pinned.epoch && row.ck_id !== pinned.ck_id))) throw new Refused('G4');
  if (person.realm === 'seeker' && row.seeker !== person.uid) throw new Refused('G4');
}

/** The keys of a case from one's own copy. Null if the server has none for us. */
async function hold(person: Person, row: Case): Promise<Held | null> {
  checkPins(person, row);
  const known = person.cases.get(row.id);
  if (known && known.ckId === row.ck_id && known.epoch === row.epoch && (row.self === null || known.acceptance === null)) {
    known.lastOrder = row.last_order;
    return known;
  }
  if (row.self === null) return null;
  const keys = await openSelf(person.uk, person.owner, epochOf(row), person.realm === 'staff', refuseBy('box', () => unb64(row.self!)));
  if (keys.nk && b64(await nkIdOf(keys.nk)) !== row.nk_id) throw new Refused('G5');
  const held = newHeld(row, keys);
  person.cases.set(row.id, held);
  return held;
}

/** P1 and P2. The seeker's own pin key is the one in the keyring; staff have pinned it when they took the case. */
async function openProfile(person: Person, held: Held, row: Case): Promise<ProfileText> {
  const place = { agency: person.where.agency, case: epochOf(row), uid: refuseBy('P1', () => unb64(row.seeker, 16)) };
  const { version, box } = row.profile;
  const source = unpad(await openBox(held.keys.ck, profileAd(place, version), refuseBy('box', () => unb64(box))));
  const pinned = person.vault.cases[row.id];
  const pin = pinned?.pin ? { pub: pinned.pin, version: pinned.profile } : null;
  const profile = await checkProfile(place, source, version, pin);
  if (person.realm === 'seeker' && profile.pin.kid !== person.keyring.pin?.kid) throw new Refused('P2');
  held.profile = profile;
  held.profileVersion = version;
  return profile;
}

const shown = ({ name, age, gender, alias, lang, answers }: ProfileText): Profile => ({ name, age, gender, alias, lang, answers });

export async function cases(state: State, a: Argument<'cases'>): Promise<Answer<'cases'>> {
  const person = personOf(state), result: OpenCase[] = [];
  for (const row of a.cases) result.push(await listed(person, row));
  return result;
}

/** One bad case never breaks the list. */
async function listed(person: Person, row: Case): Promise<OpenCase> {
  try {
    const held = await hold(person, row);
    return held ? { id: row.id, state: 'open', profile: shown(await openProfile(person, held, row)) } : { id: row.id, state: 'no-access', profile: null };
  } catch (error) {
    return { id: row.id, state: 'sealed', check: error instanceof Refused ? error.check : 'box', profile: null };
  }
}

async function history(person: Person, held: Held, kind: 'message' | 'note', messages: Message[], seen: number, anyway: boolean): Promise<History> {
  const { channel, key } = await channelOf(person, held, kind);
  const result = await openHistory({ chain: chainOf(person), seeker: held.seeker, seen }, channel, key, person.uid, messages, anyway);
  held.log[kind] = result.log;
  for (const { id } of messages) held.sealed.delete(id);
  return result;
}

const take = (person: Person, members: Members | undefined): Promise<void> =>
  (members && person.chain ? learn(person.chain, members.manifests, members.records) : Promise.resolve());

export async function openEnquiry(state: State, a: Argument<'openEnquiry'>): Promise<Answer<'openEnquiry'>> {
  const person = personOf(state), row = a.case;
  await take(person, a.members);
  checkPins(person, row);
  const grant = await openCaseGrant(person, row, a.grant);
  const held = newHeld(row, { ck: unb64(grant.ck), nk: grant.nk === null ? null : unb64(grant.nk) });
  const profile = await openProfile(person, held, row);
  const messages = await history(person, held, 'message', a.messages, 0, false);
  person.cases.set(row.id, held); // an acceptance of before has run out, or it would not lie in the pool: the next one makes its own note key
  return { profile: shown(profile), messages: messages.shown };
}

async function openCaseGrant(person: Person, row: Case, grant: Grant): Promise<CaseGrant> {
  const { roles, enc } = person.keyring;
  const kids = (list: { kid: string }[]) => list.map(({ kid }) => kid);
  const body = await openGrant({
    agency: person.place.agency, me: person.uid, myKids: kids(enc), today: today(), chain: chainOf(person), ckBefore: null,
    roleKids: { intake: kids(roles.intake), continuity: kids(roles.continuity), archive: kids(roles.archive) },
    case: { id: row.id, seeker: row.seeker, ckIds: Object.assign([], { [row.epoch]: row.ck_id }) as string[] },
  }, [...roles.intake, ...enc], refuseBy('G1', () => unb64(grant.file)));
  if (body.obj !== 'case') throw new Refused('G2');
  return body;
}

/** Taking a case over: a note key, the own copy, and the agency's own grant to continuity in place of the seeker's. The same answer each time. */
export async function accept(state: State, a: Argument<'accept'>): Promise<Answer<'accept'>> {
  const person = personOf(state), held = person.cases.get(a.case);
  if (!held?.profile || person.realm !== 'staff') throw new Refused('state');
  if (!held.acceptance) {
    const nk = held.keys.nk ?? random(32), keys: CaseKeys = { ck: held.keys.ck, nk };
    const acceptance = await acceptanceOf(person, held, keys, nk);
    held.keys = keys;
    held.acceptance = acceptance;
  }
  return held.acceptance;
}

async function acceptanceOf(person: Person, held: Held, keys: CaseKeys, nk: Bytes): Promise<Acceptance> {
  const at: CaseEpoch = { id: unb64(held.id), epoch: held.epoch, ckId: await ckIdOf(keys.ck) };
  const self = await sealSelf(person.uk, person.owner, at, keys);
  const again = await openSelf(person.uk, person.owner, at, true, self);
  if (!equal(again.ck, keys.ck) || !again.nk || !equal(again.nk, nk)) throw new Refused('seal');
  const nkId = b64(await nkIdOf(nk)), { body } = chainOf(person).current, key = body.roles.continuity, signer = person.keyring.sig;
  const grants: Acceptance['grants'] = [];
  if (key) {
    const file = await makeGrant({
      v: 1, agency: person.place.agency, obj: 'case', id: held.id, epoch: held.epoch, ck: b64(keys.ck), ck_id: held.ckId, nk: b64(nk), nk_id: nkId,
      to: { role: 'continuity' }, to_kid: key.kid, by: person.uid, by_kid: signer!.kid, why: 'continuity', mseq: body.seq, until: null, link: null, at: today(),
    }, signer, key.rcpt);
    grants.push({ id: b64(random(16)), role: 'continuity', file: file as Sealed });
  }
  return { nk_id: nkId, self: b64(self) as Sealed, grants };
}

/** The copy as the server keeps it must open and hold the keys; only then may the intake grant go. Pins the case and the seeker's key. */
export async function confirm(state: State, a: Argument<'confirm'>): Promise<Answer<'confirm'>> {
  const person = personOf(state), row = a.case, offered = person.cases.get(row.id);
  checkPins(person, row);
  if (row.self === null || row.nk_id === null || person.realm !== 'staff') throw new Refused('state');
  const stored = await openSelf(person.uk, person.owner, epochOf(row), true, refuseBy('box', () => unb64(row.self!)));
  if (b64(await nkIdOf(stored.nk!)) !== row.nk_id) throw new Refused('G5');
  // Of two acceptances sent by the same person either may have won; the note key is the stored one, the case key there is only one of.
  if (offered && !equal(stored.ck, offered.keys.ck)) throw new Refused('G5');
  const held = offered ?? newHeld(row, stored);
  Object.assign(held, { keys: stored, acceptance: null });
  pinCase(person, row, await openProfile(person, held, row));
  person.vault.seen[row.id] = Math.max(person.vault.seen[row.id] ?? 0, row.last_order);
  person.cases.set(row.id, held);
  return { vault: await handOutVault(person) };
}

/** Pins key ids and the seeker's pin key. True if something is new. */
function pinCase(person: Person, row: Case, profile: ProfileText): boolean {
  const before = person.vault.cases[row.id];
  const pins = { epoch: row.epoch, ck_id: row.ck_id, nk_id: person.realm === 'staff' ? row.nk_id : null, profile: row.profile.version, pin: person.realm === 'staff' ? profile.pin.pub : null };
  person.vault.cases[row.id] = pins;
  return JSON.stringify(before) !== JSON.stringify(pins);
}

export async function openCase(state: State, a: Argument<'openCase'>): Promise<Answer<'openCase'>> {
  const person = personOf(state), row = a.case, anyway = a.anyway ?? false;
  await take(person, a.members);
  const held = await hold(person, row);
  if (!held) throw new Refused('state');
  const profile = await openProfile(person, held, row).catch(() => null);
  let changed = profile !== null && pinCase(person, row, profile);
  const messages = await history(person, held, 'message', a.messages, person.vault.seen[row.id] ?? 0, anyway);
  changed = see(person, row.id, messages) || changed;
  const key = await notesKey(person, row.id);
  const notes = person.realm === 'staff' ? await history(person, held, 'note', a.notes, person.vault.seen[key] ?? 0, anyway) : null;
  if (notes) changed = see(person, key, notes) || changed;
  held.opened = true;
  return {
    profile: profile && shown(profile), messages: messages.shown, notes: notes?.shown ?? [], gap: messages.gap || (notes?.gap ?? false),
    vault: changed ? await handOutVault(person) : null,
  };
}

/** Only what was accepted counts as read. */
function see(person: Person, key: string, { seen }: History): boolean {
  if (seen <= (person.vault.seen[key] ?? 0)) return false;
  person.vault.seen[key] = seen;
  return true;
}

/** Staff write as counsellors where they are ones. */
const roleOf = (roles: Role[]): Role => {
  const role = roles.includes('counsellor') ? 'counsellor' : roles[0];
  if (!role) throw new Refused('state');
  return role;
};

export async function message(state: State, a: Argument<'message'>): Promise<Answer<'message'>> {
  const person = personOf(state), held = person.cases.get(a.case);
  if (!held?.opened) throw new Refused('state');
  checkText(a.text);
  if (a.text.trim() === '') throw new Refused('text');
  const next = nextOf(held.log[a.kind], person.uid), before = held.sealed.get(a.id);
  if (before && (before.text !== a.text || before.answer.kind !== a.kind)) throw new Refused('state');
  if (before && before.answer.author_seq === next.author_seq) return before.answer;
  const answer = await sealOwn(person, held, a, next);
  held.sealed.set(a.id, answer);
  return answer.answer;
}

async function sealOwn(person: Person, held: Held, a: Argument<'message'>, next: { author_seq: number; prev_hash: string }) {
  const staff = person.realm === 'staff', record = await ownRecord(person);
  if (staff !== (record !== null) || (a.kind === 'note' && !staff)) throw new Refused('state');
  const { channel, key } = await channelOf(person, held, a.kind);
  const role = record ? roleOf(record.roles) : 'seeker';
  const head: Head = { id: a.id, epoch: held.epoch, author: person.uid, role, ...next, kind: a.kind };
  const content: Content = { v: 1, ts: now(), lang: a.lang, mseq: staff ? chainOf(person).current.body.seq : null, text: a.text, files: [], reply: null };
  const { box, hash } = await sealedAndOpened(key, channel, head, content, staff ? person.keyring.sig : null);
  const answer: NewMessage = { id: a.id, epoch: held.epoch, role, ...next, kind: a.kind, box };
  return { text: a.text, lang: a.lang, answer, entry: { order: 0, author: person.uid, seq: next.author_seq, hash, accepted: true, id: a.id } };
}

/** The server has it: the next one follows on it. */
export async function sent(state: State, a: Argument<'sent'>): Promise<Answer<'sent'>> {
  const person = personOf(state), held = person.cases.get(a.case), made = held?.sealed.get(a.message.id);
  if (!held || !made || !Number.isSafeInteger(a.message.order)) throw new Refused('state');
  const log = held.log[made.answer.kind], key = made.answer.kind === 'note' ? await notesKey(person, a.case) : a.case;
  log.push({ ...made.entry, order: a.message.order });
  log.sort((x, y) => x.order - y.order);
  held.sealed.delete(a.message.id);
  // Something may have come in between that nobody has read yet.
  if (a.message.order !== (person.vault.seen[key] ?? 0) + 1) return { vault: null };
  person.vault.seen[key] = a.message.order;
  return { vault: await handOutVault(person) };
}

/** Manifests and records that the authors of these messages and the givers of these grants call for. */
export async function wanted(state: State, a: Argument<'wanted'>): Promise<Answer<'wanted'>> {
  const person = personOf(state), chain = chainOf(person), seqs = new Set<number>(), records = new Set<string>();
  await take(person, a.members);
  if (a.manifest !== undefined) for (const seq of await seqsTo(person.vault.dir, a.manifest, person.realm)) seqs.add(seq);
  const want = (hash: string | undefined): void => { if (hash !== undefined && !chain.records.has(hash)) records.add(hash); };
  const { members } = chain.current.body;
  for (const uid of [...(a.uids ?? []), ...(a.grants ?? []).flatMap(({ by }) => by ?? []), ...(a.all ? Object.keys(members) : []), person.uid]) want(members[uid]);
  const held = a.case && await hold(person, a.case).catch(() => null);
  let newer = false;
  if (!held) return { seqs: [...seqs], records: [...records], newer };
  for (const row of [...(a.messages ?? []), ...(person.realm === 'staff' ? a.notes ?? [] : [])]) {
    if (row.role === 'seeker') continue;
    want(members[row.author]);
    const mseq = await mseqOf(person, held, row);
    if (mseq === null) continue;
    if (mseq > chain.current.body.seq) { newer = true; continue; }
    const manifest = await manifestAt(chain, mseq);
    if (manifest) want(manifest.body.members[row.author]);
    else if (!chain.older.has(mseq)) seqs.add(mseq);
  }
  return { seqs: [...seqs], records: [...records], newer };
}

async function mseqOf(person: Person, held: Held, row: Message): Promise<number | null> {
  try {
    const { channel, key } = await channelOf(person, held, row.kind);
    const content = readJson(fromUtf8((await openMessage(key, messageAd(channel, row), unb64(row.box))).json)) as Partial<Content>;
    return typeof content.mseq === 'number' ? content.mseq : null;
  } catch { return null; }
}

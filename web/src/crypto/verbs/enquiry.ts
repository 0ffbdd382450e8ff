// The first letter (PROTOCOL 2.8.10 step 1): everything of a new case, sealed in one go and opened again before it is handed out.
import { b64, equal, fromUtf8, unb64, utf8, type Bytes } from '../bytes';
import { openBox, pad, sealBox, unpad } from '../box';
import { makeGrant } from '../grant';
import { writeJson } from '../json';
import { ckIdOf, openSelf, sealSelf, type CaseEpoch } from '../keys';
import { sealVault, type KeySeed, type Vault } from '../keyring';
import { checkText, messageAd, messageHash, openMessage, sealMessage, type Channel, type Content, type Head } from '../message';
import { firstHash } from '../order';
import { random } from '../primitives';
import { checkProfile, makeProfile, profileAd, type ProfilePlace } from '../profile';
import { recipient } from '../age';
import { id, refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import type { NewEnquiry, Sealed, Versioned } from '../wire';
import { newHeld } from './held';
import { chainOf, personOf, today, type Draft, type Person, type State } from './person';

/** Now, to the second. */
export const now = (): string => new Date().toISOString().replace(/\.\d{3}Z$/, 'Z');

export async function enquiry(state: State, a: Argument<'enquiry'>): Promise<Answer<'enquiry'>> {
  const person = personOf(state);
  if (person.realm !== 'seeker') throw new Refused('state'); // kill: Enquiry.enquiry-state
  checkText(a.text); // kill: Enquiry.enquiry-asks-text
  if (a.text.trim() === '') throw new Refused('text'); // kill: Enquiry.empty
  for (const said of [a.name, a.age ?? '', a.gender ?? '', ...a.answers.map(({ q }) => q)]) checkShort(said, 200); // kill: Enquiry.short-facts
  for (const { a: answer } of a.answers) checkShort(answer, 1000); // kill: Enquiry.short-answers
  if (a.answers.length > mostAnswers) throw new Refused('text'); // kill: Enquiry.how-many-answers
  if (a.begun) refuseBy('state', () => [id(a.begun!.case), id(a.begun!.message)]);
  const input = JSON.stringify([a.topic, a.lang, a.text, a.name, a.age, a.gender, a.answers.map(({ q, a: said }) => [q, said]), a.begun?.case, a.begun?.message]);
  const before = state.enquiry;
  if (before?.input === input) return withVault(person, before);
  state.enquiry = await draft(person, a, input, before);
  return withVault(person, state.enquiry);
}

/** An agency asks at most three questions; the fourth is the name of an earlier account. */
const mostAnswers = 4;

/** A name, a word about oneself, an answer: not a letter. */
function checkShort(said: string, most: number): void {
  checkText(said); // kill: Enquiry.short-asks-text
  if (said.length > most) throw new Refused('text'); // kill: Enquiry.short-text
}

/** The same enquiry with the vault as it stands now: the case comes into it in the same step in which it comes to the server. */
async function withVault(person: Person, made: Draft): Promise<NewEnquiry> {
  if (made.body.vault.version !== person.vaultVersion + 1) made.body = { ...made.body, vault: await vaultWith(person, made) };
  return made.body;
}

const withCase = (vault: Vault, made: Pick<Draft, 'case' | 'body'>): Vault => ({
  ...vault, cases: { ...vault.cases, [made.case]: { epoch: 0, ck_id: made.body.ck_id, nk_id: null, profile: 1, pin: null } }, seen: { ...vault.seen, [made.case]: 1 },
});

const vaultWith = (person: Person, made: Pick<Draft, 'case' | 'body'>): Promise<Versioned> =>
  sealVault(person.uk, person.owner, person.vaultVersion + 1, withCase(person.vault, made));

async function draft(person: Person, a: Argument<'enquiry'>, input: string, before: Draft | null): Promise<Draft> {
  // A case key belongs to one case: another id, as a draft of another letter brings it, takes another key.
  const again = before !== null && (!a.begun || a.begun.case === before.case);
  const id = again ? unb64(before.case) : a.begun ? unb64(a.begun.case) : random(16), ck = again ? before.keys.ck : random(32);
  const at: CaseEpoch = { id, epoch: 0, ckId: await ckIdOf(ck) }, manifest = chainOf(person).current.hash;
  const place: ProfilePlace = { agency: person.where.agency, case: at, uid: person.owner.uid };
  const body: Omit<NewEnquiry, 'vault'> = {
    case: b64(id), topic: a.topic, lang: a.lang, epoch: 0, ck_id: b64(at.ckId),
    profile: { version: 1, box: await sealedProfile(person, place, a, ck) }, message: await firstMessage(person, at, a, ck),
    self: await ownCopy(person, at, ck), grants: again && before.manifest === manifest ? before.body.grants : await grants(person, at, ck),
  };
  const made = { case: b64(id), body: body as NewEnquiry };
  return { ...made, input, manifest, keys: { ck, nk: null }, body: { ...body, vault: await vaultWith(person, made) } };
}

async function sealedProfile(person: Person, place: ProfilePlace, a: Argument<'enquiry'>, ck: Bytes): Promise<Sealed> {
  const rcpt = await recipient(unb64(person.keyring.enc[0]!.seed));
  const said = { name: a.name, age: a.age, gender: a.gender, alias: null, lang: a.lang, answers: a.answers.map(({ q, a: said }) => ({ q, a: said })) };
  const json = writeJson(await makeProfile(place, said, rcpt, person.keyring.pin!)), context = profileAd(place, 1);
  const box = await sealBox(ck, context, pad(utf8(json)));
  const again = unpad(await openBox(ck, context, box));
  await checkProfile(place, again, 1, null);
  if (fromUtf8(again) !== json) throw new Refused('seal'); // kill: Enquiry.sealed-profile-seal
  return b64(box) as Sealed;
}

async function firstMessage(person: Person, at: CaseEpoch, a: Argument<'enquiry'>, ck: Bytes): Promise<NewEnquiry['message']> {
  const channel: Channel = { label: 'sg1/msg', agency: person.where.agency, case: at.id, keyId: at.ckId };
  const head: Head = { id: a.begun?.message ?? b64(random(16)), epoch: 0, author: person.uid, role: 'seeker', author_seq: 1, prev_hash: firstHash, kind: 'message' };
  const content: Content = { v: 1, ts: now(), lang: a.lang, mseq: null, text: a.text, files: [], reply: null };
  const { box } = await sealedAndOpened(ck, channel, head, content, null);
  return { id: head.id, author_seq: 1, prev_hash: head.prev_hash, kind: 'message', box };
}

/** Seals a message, opens it again and compares: what does not open is never sent. */
export async function sealedAndOpened(
  key: Bytes, channel: Channel, head: Head, content: Content, signer: KeySeed | null,
): Promise<{ box: Sealed; hash: string }> {
  const context = messageAd(channel, head), box = await sealMessage(key, channel.label, context, content, signer);
  const again = await openMessage(key, context, box);
  if (fromUtf8(again.json) !== writeJson(content) || (again.sig.length > 0) !== (signer !== null)) throw new Refused('seal'); // kill: Enquiry.sealed-and-opened-seal
  return { box: b64(box) as Sealed, hash: await messageHash(context, box) };
}

async function ownCopy(person: Person, at: CaseEpoch, ck: Bytes): Promise<Sealed> {
  const box = await sealSelf(person.uk, person.owner, at, { ck, nk: null });
  if (!equal((await openSelf(person.uk, person.owner, at, false, box)).ck, ck)) throw new Refused('seal'); // kill: Enquiry.own-copy-seal
  return b64(box) as Sealed;
}

/** To the intake role, to continuity where the agency has it, and to the archive where it documents: no others, and no note key, which the seeker must not know. */
async function grants(person: Person, at: CaseEpoch, ck: Bytes): Promise<NewEnquiry['grants']> {
  const { roles, policy, seq: mseq } = chainOf(person).current.body, made: NewEnquiry['grants'] = [];
  for (const role of ['intake', 'continuity', 'archive'] as const) {
    const key = roles[role];
    if (!key || (role === 'archive' && policy.retention !== 'doc')) continue;
    const file = await makeGrant({
      v: 1, agency: person.place.agency, obj: 'case', id: b64(at.id), epoch: 0, ck: b64(ck), ck_id: b64(at.ckId), nk: null, nk_id: null,
      to: { role }, to_kid: key.kid, by: person.uid, by_kid: null, why: 'enquiry', mseq: null, until: null, link: null, at: today(),
    }, null, key.rcpt);
    made.push({ id: b64(random(16)), role, mseq, file: file as Sealed });
  }
  return made;
}

/** The server has it: the case is one's own from here on. */
export async function enquirySent(state: State, a: Argument<'enquirySent'>): Promise<Answer<'enquirySent'>> {
  const person = personOf(state), made = state.enquiry;
  if (made?.case !== a.case) throw new Refused('state'); // kill: Enquiry.enquiry-sent-state
  person.vault = withCase(person.vault, made);
  person.vaultVersion = person.vaultStored = made.body.vault.version;
  person.cases.set(made.case, newHeld({ id: made.case, epoch: 0, ck_id: made.body.ck_id, seeker: person.uid }, made.keys));
  state.enquiry = null;
  return {};
}

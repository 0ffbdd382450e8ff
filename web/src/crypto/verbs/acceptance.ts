// From the pool to a counsellor (PROTOCOL 2.8.10): opening an enquiry, taking it over, checking the stored copy before the intake grant goes. And back into the pool.
import { b64, equal, unb64, type Bytes } from '../bytes';
import { makeGrant, openGrant, type CaseGrant } from '../grant';
import { ckIdOf, nkIdOf, openSelf, sealSelf, type CaseEpoch, type CaseKeys } from '../keys';
import { random } from '../primitives';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import type { Purpose } from '../keyring';
import type { Acceptance, Case, Grant, RoleGrant, Sealed } from '../wire';
import { before, checkPins, descend, epochOf, history, newHeld, notesKey, openProfile, pinCase, shown, take } from './held';
import { linkTo } from './epoch';
import { chainOf, handOutVault, ownRecord, personOf, today, type Held, type Person, type Pooled, type State } from './person';

export async function openEnquiry(state: State, a: Argument<'openEnquiry'>): Promise<Answer<'openEnquiry'>> {
  const person = personOf(state), row = a.case;
  await take(person, a.members);
  const { held, why } = await poolHeld(person, row, a.grant);
  const profile = await openProfile(person, held, row);
  // Who takes over a case that was put back takes it as read so far: people who wrote in it may have left since (E2).
  const seen = why === 'release' ? row.last_order : 0;
  const messages = await history(person, held, { kind: 'message', messages: a.messages, seen, anyway: false, last: row.last_order });
  person.cases.set(row.id, held); // an acceptance of before has run out, or it would not lie in the pool: the next one makes its own
  return { profile: shown(profile), messages: messages.shown };
}

/** A case of the pool with the keys of its intake grant. */
export async function poolHeld(person: Person, row: Case, grant: Grant): Promise<{ held: Held; why: string }> {
  checkPins(person, row); // kill: Acceptance.pool-held-asks-pins
  const { body, openings } = await openCaseGrant(person, row, grant);
  // A case that was put back keeps its note key; that of an enquiry is made by whoever takes it.
  if (body.why === 'release' && body.nk_id !== row.nk_id) throw new Refused('G4'); // kill: G4.pool-held
  const keys: CaseKeys = { ck: unb64(body.ck), nk: body.nk === null ? null : unb64(body.nk) };
  return { held: { ...newHeld(row, keys), earlier: await descend(person, row, keys), openings }, why: body.why };
}

/** The same file, row and directory give the same answer: lists are drawn often, and unwrapping is slow. */
async function openCaseGrant(person: Person, row: Case, grant: Grant): Promise<Pooled> {
  const of = JSON.stringify([grant.file, row.epoch, row.back, row.ck_id, row.seeker, chainOf(person).current.hash, today()]), before = person.pool.get(row.id);
  if (before?.of === of) return before;
  const body = await unwrapCaseGrant(person, row, grant);
  const opened: Pooled = { of, body, openings: before?.body.ck === body.ck ? before.openings : new Map() };
  person.pool.set(row.id, opened);
  return opened;
}

async function unwrapCaseGrant(person: Person, row: Case, grant: Grant): Promise<CaseGrant> {
  const { roles, enc } = person.keyring;
  const kids = (list: { kid: string }[]) => list.map(({ kid }) => kid);
  const body = await openGrant({
    agency: person.place.agency, me: person.uid, myKids: kids(enc), today: today(), chain: chainOf(person), ckBefore: async (ck) => (await before(person, row, row.epoch, { ck, nk: null })).ck,
    roleKids: { intake: kids(roles.intake), continuity: kids(roles.continuity), archive: kids(roles.archive) },
    case: { id: row.id, seeker: row.seeker, ckIds: Object.assign([], { [row.epoch]: row.ck_id }) as string[] },
  }, [...roles.intake, ...enc], refuseBy('G1', () => unb64(grant.file)));
  if (body.obj !== 'case') throw new Refused('G2'); // kill: G2.unwrap-case-grant
  return body;
}

/**
 * Taking a case over: a note key, the own copy, and the agency's own grants to continuity and archive in place of the seeker's, which may be garbage. The same
 * answer as long as the agency's directory is the same.
 */
export async function accept(state: State, a: Argument<'accept'>): Promise<Answer<'accept'>> {
  const person = personOf(state), held = person.cases.get(a.case);
  if (!held?.profile || person.realm !== 'staff') throw new Refused('state'); // kill: Acceptance.accept-state
  const { hash } = chainOf(person).current;
  if (!held.acceptance || held.acceptedBy !== hash) {
    const nk = held.keys.nk ?? random(32), keys: CaseKeys = { ck: held.keys.ck, nk };
    const acceptance = await acceptanceOf(person, held, keys, nk);
    Object.assign(held, { keys, acceptance, acceptedBy: hash });
    return acceptance;
  }
  return held.acceptance;
}

async function acceptanceOf(person: Person, held: Held, keys: CaseKeys, nk: Bytes): Promise<Acceptance> {
  const at: CaseEpoch = { id: unb64(held.id), epoch: held.epoch, ckId: await ckIdOf(keys.ck) };
  const self = await sealSelf(person.uk, person.owner, at, keys);
  const again = await openSelf(person.uk, person.owner, at, true, self);
  if (!equal(again.ck, keys.ck) || !again.nk || !equal(again.nk, nk)) throw new Refused('seal'); // kill: Acceptance.acceptance-of-seal
  const { roles, policy } = chainOf(person).current.body, grants: Acceptance['grants'] = [];
  for (const role of ['continuity', 'archive'] as const) {
    const key = roles[role];
    if (key && (role === 'continuity' || policy.retention === 'doc')) grants.push(await roleGrant(person, held, keys, role, role, key));
  }
  return { nk_id: b64(await nkIdOf(nk)), self: b64(self) as Sealed, grants };
}

/** Both keys of a case for a role of the agency, signed. */
export async function roleGrant<R extends Purpose>(
  person: Person, held: Held, { ck, nk }: CaseKeys, role: R, why: 'release' | 'continuity' | 'archive', to: { kid: string; rcpt: string },
): Promise<RoleGrant<R>> {
  const { sig } = person.keyring, mseq = chainOf(person).current.body.seq;
  if (!nk || !sig) throw new Refused('state'); // kill: Acceptance.role-grant-state
  const file = await makeGrant({
    v: 1, agency: person.place.agency, obj: 'case', id: held.id, epoch: held.epoch, ck: b64(ck), ck_id: held.ckId, nk: b64(nk), nk_id: b64(await nkIdOf(nk)),
    to: { role }, to_kid: to.kid, by: person.uid, by_kid: sig.kid, why, mseq, until: null, link: await linkTo(person, held), at: today(),
  }, sig, to.rcpt);
  return { id: b64(random(16)), role, mseq, file: file as Sealed };
}

/** A case goes back into the pool: its keys for the intake role. The same answer as long as the agency's directory is the same. */
export async function putBack(state: State, a: Argument<'putBack'>): Promise<Answer<'putBack'>> {
  const person = personOf(state), held = person.cases.get(a.case), { current } = chainOf(person), giver = await ownRecord(person);
  if (!held || !giver?.roles.some((role) => role === 'counsellor' || role === 'lead')) throw new Refused('state'); // kill: Acceptance.put-back-state
  if (held.putBack?.manifest !== current.hash) {
    held.putBack = { manifest: current.hash, answer: { grants: [await roleGrant(person, held, held.keys, 'intake', 'release', current.body.roles.intake)] } };
  }
  return held.putBack.answer;
}

/** The copy as the server keeps it must open and hold the keys; only then may the intake grant go. Pins the case and the seeker's key. */
export async function confirm(state: State, a: Argument<'confirm'>): Promise<Answer<'confirm'>> {
  const person = personOf(state), row = a.case, offered = person.cases.get(row.id);
  checkPins(person, row); // kill: Acceptance.confirm-asks-pins
  if (row.self === null || row.nk_id === null || person.realm !== 'staff') throw new Refused('state'); // kill: Acceptance.confirm-state
  const stored = await openSelf(person.uk, person.owner, epochOf(row), true, refuseBy('box', () => unb64(row.self!)));
  if (b64(await nkIdOf(stored.nk!)) !== row.nk_id) throw new Refused('G5'); // kill: G5.stored-nk
  const earlier = await descend(person, row, stored), same = offered?.epoch === row.epoch, then = same ? stored : offered && earlier.get(offered.epoch);
  // Of two acceptances sent by the same person either may have won; the note key is the stored one, the case key there is only one of. New keys that the case got meanwhile lead to it.
  if (offered && !(then && equal(then.ck, offered.keys.ck))) throw new Refused('G5'); // kill: G5.stored-ck
  const held = offered && same ? offered : { ...newHeld(row, stored), earlier };
  Object.assign(held, { keys: stored, acceptance: null, adopted: true });
  pinCase(person, row, await openProfile(person, held, row));
  person.vault.seen[row.id] = Math.max(person.vault.seen[row.id] ?? 0, row.last_order);
  if (person.pool.get(row.id)?.body.nk === null) person.vault.seen[await notesKey(person, row.id)] ??= 0; // its notes begin here
  person.cases.set(row.id, held);
  return { vault: await handOutVault(person) };
}

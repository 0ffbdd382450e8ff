// From the pool to a counsellor (PROTOCOL 2.8.10): opening an enquiry, taking it over, and checking the stored copy before the intake grant goes.
import { b64, equal, unb64, type Bytes } from '../bytes';
import { makeGrant, openGrant, type CaseGrant } from '../grant';
import { ckIdOf, nkIdOf, openSelf, sealSelf, type CaseEpoch, type CaseKeys } from '../keys';
import { random } from '../primitives';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import type { Acceptance, Case, Grant, Sealed } from '../wire';
import { checkPins, epochOf, history, newHeld, openProfile, pinCase, shown, take } from './held';
import { chainOf, handOutVault, personOf, today, type Held, type Person, type State } from './person';

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

// New keys of a case (PROTOCOL 2.8.12, step 4): for everybody who reads on, and bound to the ones before, so that they open the history.
import { b64, equal, fromUtf8, unb64, utf8 } from '../bytes';
import { openBox, pad, sealBox, unpad } from '../box';
import { makeGrant } from '../grant';
import { writeJson } from '../json';
import { backAd, ckIdOf, linkOf, nkIdOf, openSelf, sealSelf, type CaseEpoch, type CaseKeys } from '../keys';
import { random } from '../primitives';
import { checkProfile, profileAd, type ProfileText } from '../profile';
import { Refused, type Answer, type Argument } from '../verbs';
import type { Case, NewEpoch, Sealed } from '../wire';
import { roleGrant } from './acceptance';
import { epochOf, hold, newHeld, openProfile } from './held';
import { chainOf, ownRecord, personOf, today, type Held, type Person, type State } from './person';
import { documents } from './policy';

export async function rotate(state: State, a: Argument<'rotate'>): Promise<Answer<'rotate'>> {
  const person = personOf(state), row = a.case, giver = await ownRecord(person), held = person.realm === 'staff' ? await hold(person, row) : null;
  if (!held?.keys.nk || !giver?.roles.some((role) => role === 'counsellor' || role === 'lead')) throw new Refused('state'); // kill: Epoch.state
  const said = await openProfile(person, held, row), ck = random(32), nk = random(32), keys: CaseKeys = { ck, nk };
  const next = newHeld({ ...row, epoch: row.epoch + 1, ck_id: b64(await ckIdOf(ck)) }, keys), at = epochOf({ id: next.id, epoch: next.epoch, ck_id: next.ckId });
  next.earlier = new Map([[row.epoch, held.keys]]);
  const people = [await grantTo(person, next, row.seeker, said)];
  for (const other of a.shared) people.push(await grantTo(person, next, other.seeker, await sharedProfile(person, other)));
  return {
    epoch: next.epoch, ck_id: next.ckId, nk_id: b64(await nkIdOf(nk)), self: await ownCopy(person, at, keys), back: await backLinks(person, at, keys, held.keys),
    profile: { version: row.profile.version + 1, box: await sealedProfile(person, row, at, ck, said) }, people, grants: await roleGrants(person, next, keys),
  };
}

/** Of an account that reads along: from the profile of its own case, pinned when that one was taken over. */
async function sharedProfile(person: Person, row: Case): Promise<ProfileText> {
  const held = await hold(person, row);
  if (!held || !person.vault.cases[row.id]?.pin) throw new Refused('state'); // kill: Epoch.shared-state
  return openProfile(person, held, row);
}

async function grantTo(person: Person, held: Held, uid: string, { enc }: ProfileText): Promise<NewEpoch['people'][number]> {
  const { sig } = person.keyring, { seq } = chainOf(person).current.body;
  const file = await makeGrant({
    v: 1, agency: person.place.agency, obj: 'case', id: held.id, epoch: held.epoch, ck: b64(held.keys.ck), ck_id: held.ckId, nk: null, nk_id: null,
    to: { uid }, to_kid: enc.kid, by: person.uid, by_kid: sig!.kid, why: 'rotate', mseq: seq, until: null, link: await linkTo(person, held), at: today(),
  }, sig, enc.rcpt);
  return { id: b64(random(16)), to_uid: uid, file: file as Sealed };
}

async function roleGrants(person: Person, held: Held, keys: CaseKeys): Promise<NewEpoch['grants']> {
  const { body } = chainOf(person).current, made: NewEpoch['grants'] = [];
  if (body.roles.continuity) made.push(await roleGrant(person, held, keys, 'continuity', 'continuity', body.roles.continuity));
  if (documents(body)) made.push(await roleGrant(person, held, keys, 'archive', 'archive', body.roles.archive!));
  return made;
}

async function ownCopy(person: Person, at: CaseEpoch, keys: CaseKeys): Promise<Sealed> {
  const self = await sealSelf(person.uk, person.owner, at, keys), again = await openSelf(person.uk, person.owner, at, true, self);
  if (!equal(again.ck, keys.ck) || !equal(again.nk!, keys.nk!)) throw new Refused('seal'); // kill: Epoch.self-seal
  return b64(self) as Sealed;
}

/** Each key seals the one of its kind before it; opened again before it is handed out, because the history hangs on it. */
async function backLinks({ where }: Person, { id, epoch }: CaseEpoch, keys: CaseKeys, old: CaseKeys): Promise<NewEpoch['back']> {
  const link = async (label: 'sg1/back' | 'sg1/back-nk', key: CaseKeys['ck'], inside: CaseKeys['ck']): Promise<Sealed> => {
    const context = backAd(label, where, id, epoch), box = await sealBox(key, context, inside);
    if (!equal(await openBox(key, context, box), inside)) throw new Refused('seal'); // kill: Epoch.back-seal
    return b64(box) as Sealed;
  };
  return { ck: await link('sg1/back', keys.ck, old.ck), nk: await link('sg1/back-nk', keys.nk!, old.nk!) };
}

/** As the seeker has said and signed it, under the new key. */
async function sealedProfile(person: Person, row: Case, at: CaseEpoch, ck: CaseKeys['ck'], said: ProfileText): Promise<Sealed> {
  const place = { agency: person.where.agency, case: at, uid: unb64(row.seeker, 16) }, version = row.profile.version + 1, json = writeJson(said);
  const context = profileAd(place, version), box = await sealBox(ck, context, pad(utf8(json))), again = unpad(await openBox(ck, context, box));
  await checkProfile(place, again, version, null);
  if (fromUtf8(again) !== json) throw new Refused('seal'); // kill: Epoch.profile-seal
  return b64(box) as Sealed;
}

/** What binds a case's key to the one before, which is at hand wherever a case is: nobody holds one without its back-links (descend). */
export async function linkTo(person: Person, held: Held): Promise<string | null> {
  if (held.epoch === 0) return null;
  return b64(await linkOf(held.earlier.get(held.epoch - 1)!.ck, person.where, epochOf({ id: held.id, epoch: held.epoch, ck_id: held.ckId })));
}

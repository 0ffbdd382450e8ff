// Sharing an earlier case with the new account of its seeker (PROTOCOL 2.8.9): who lost password and code, was recognised in conversation, and wrote anew.
import { b64 } from '../bytes';
import { makeGrant } from '../grant';
import { random } from '../primitives';
import { Refused, type Answer, type Argument } from '../verbs';
import type { Sealed } from '../wire';
import { linkTo } from './epoch';
import { hold, openProfile } from './held';
import { chainOf, handOutVault, ownRecord, personOf, today, type State } from './person';
import { leadOf, nextManifest } from './staff';

/** To the recipient in the profile of the new case, which was pinned when that one was taken over; never to what a server names. */
export async function relink(state: State, a: Argument<'relink'>): Promise<Answer<'relink'>> {
  const person = personOf(state), { policy, seq } = chainOf(person).current.body, giver = await ownRecord(person);
  if (policy.relink !== 'confirmed') throw new Refused('policy'); // kill: Relink.policy
  const old = await hold(person, a.case), fresh = await hold(person, a.to);
  if (!old || !fresh || !giver?.roles.some((role) => role === 'counsellor' || role === 'lead')) throw new Refused('state'); // kill: Relink.state
  if (a.case.seeker === a.to.seeker || !person.vault.cases[a.to.id]?.pin) throw new Refused('state'); // kill: Relink.whom
  const { enc } = await openProfile(person, fresh, a.to), { sig } = person.keyring;
  const file = await makeGrant({
    v: 1, agency: person.place.agency, obj: 'case', id: old.id, epoch: old.epoch, ck: b64(old.keys.ck), ck_id: old.ckId, nk: null, nk_id: null,
    to: { uid: a.to.seeker }, to_kid: enc.kid, by: person.uid, by_kid: sig!.kid, why: 'relink', mseq: seq, until: null, link: await linkTo(person, old), at: today(),
  }, sig, enc.rcpt);
  return { grant: { id: b64(random(16)), epoch: old.epoch, file: file as Sealed } };
}

/** The next manifest with another word about it. */
export async function setRelink(state: State, { on }: Argument<'setRelink'>): Promise<Answer<'setRelink'>> {
  const person = await leadOf(state), { policy } = chainOf(person).current.body;
  const manifest = await nextManifest(person, { policy: { ...policy, relink: on ? 'confirmed' : 'off' } });
  return { body: { manifest, records: [], grants: [], invites: [] }, vault: await handOutVault(person) };
}

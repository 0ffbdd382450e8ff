// Keys of a case that somebody else has given (PROTOCOL 2.5): the grant to oneself, and from there down through the back-links to what the vault has pinned.
import { b64, equal, unb64 } from '../bytes';
import { openGrant, type CaseGrant } from '../grant';
import { openSelf, sealSelf, type CaseKeys } from '../keys';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import type { Case, Grant, Sealed } from '../wire';
import { before, checkPins, descend, epochOf, newHeld, openProfile, pinCase, take } from './held';
import { chainOf, handOutVault, personOf, today, type Person, type State } from './person';

export async function adopt(state: State, a: Argument<'adopt'>): Promise<Answer<'adopt'>> {
  const person = personOf(state), row = a.case, pinned = person.vault.cases[row.id], borrowed = row.seeker !== person.uid;
  await take(person, a.members);
  if (pinned || !borrowed) checkPins(person, row); // kill: Adopt.asks-pins
  const grant = a.grants.find(({ epoch, to_uid }) => epoch === row.epoch && to_uid === person.uid);
  if (!grant || person.realm !== 'seeker') throw new Refused('state'); // kill: Adopt.state
  const body = await openOwn(person, row, grant);
  // One's own case gets new keys; another's is shared once, and then gets new keys too.
  if (body.nk !== null || (body.why !== (borrowed ? 'relink' : 'rotate') && !(pinned && body.why === 'rotate'))) throw new Refused('G6'); // kill: G6.adopted-reason
  const keys: CaseKeys = { ck: unb64(body.ck), nk: null }, held = newHeld(row, keys);
  held.earlier = await descend(person, row, keys);
  const at = epochOf(row), self = await sealSelf(person.uk, person.owner, at, keys);
  if (!equal((await openSelf(person.uk, person.owner, at, false, self)).ck, keys.ck)) throw new Refused('seal'); // kill: Adopt.seal
  pinCase(person, row, await openProfile(person, held, row));
  // What is shared counts as read: people who wrote in it may have left since (E2).
  if (!pinned) person.vault.seen[row.id] = row.last_order;
  person.cases.set(row.id, held);
  return { self: b64(self) as Sealed, vault: await handOutVault(person) };
}

async function openOwn(person: Person, row: Case, grant: Grant): Promise<CaseGrant> {
  const { enc } = person.keyring;
  const body = await openGrant({
    agency: person.place.agency, me: person.uid, myKids: enc.map(({ kid }) => kid), roleKids: {}, today: today(), chain: chainOf(person),
    ckBefore: async (ck) => (await before(person, row, row.epoch, { ck, nk: null })).ck,
    case: { id: row.id, seeker: row.seeker, ckIds: Object.assign([], { [row.epoch]: row.ck_id }) as string[] },
  }, enc, refuseBy('G1', () => unb64(grant.file)));
  if (body.obj !== 'case') throw new Refused('G2'); // kill: G2.open-own
  return body;
}

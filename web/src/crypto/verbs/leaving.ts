// Who leaves the team (PROTOCOL 2.8.12, steps 2 and 3): the next manifest is without them, and if they held keys of the agency it names new ones, which those who
// stay get in the same step. The keys of before travel along, so that what is sealed to them stays readable without being sealed again.
import { recipient } from '../age';
import { unb64 } from '../bytes';
import { memberOf } from '../directory';
import type { Manifest, Member } from '../documents';
import { newEncKey } from '../keys';
import type { Purpose } from '../keyring';
import { Refused, type Answer, type Argument } from '../verbs';
import type { NewManifest, Role } from '../wire';
import { poolHeld, roleGrant } from './acceptance';
import { take } from './held';
import { chainOf, handOutKeyring, handOutVault, type Person, type State } from './person';
import { keyGrants, leadOf, nextManifest, purposesOf } from './staff';

/** A root signer stays, and that is whoever signs this one: until the roots name others, that key can still sign manifests. */
export async function dismiss(state: State, a: Argument<'dismiss'>): Promise<Answer<'dismiss'>> {
  const person = await leadOf(state), chain = chainOf(person), { body: before } = chain.current;
  await take(person, a.members);
  const leaver = await memberOf(chain, chain.current, a.uid);
  if (!leaver || signs(person, leaver.sig.kid)) throw new Refused('state'); // kill: Leaving.dismiss-state
  checkSigns(person); // kill: Leaving.dismiss-asks-signs
  const members = Object.fromEntries(Object.entries(before.members).filter(([uid]) => uid !== a.uid));
  if (!heldKeys(leaver.roles)) return { body: await signed(person, { members }, []), vault: await handOutVault(person), keyring: null };
  const roles: Manifest['roles'] = {
    ...before.roles, intake: await freshKey(person, 'intake', before.roles.intake),
    continuity: before.roles.continuity && await freshKey(person, 'continuity', before.roles.continuity),
  };
  const grants = await toOthers(person, { ...before, members, roles }, a.stopped ?? []), body = await signed(person, { members, roles }, grants);
  return { body, vault: await handOutVault(person), keyring: await handOutKeyring(person) };
}

/** Whether the newest root believes what this key signs. */
const signs = (person: Person, kid: string): boolean => chainOf(person).roots.at(-1)!.body.signers.some((signer) => signer.kid === kid);

/** Nobody would believe what another lead signs: told before anything is made, and apart from a directory that is wrong (D5). */
function checkSigns(person: Person): void {
  if (!signs(person, person.keyring.sig!.kid)) throw new Refused('policy'); // kill: Leaving.no-signer
}

/** Whoever reads the pool had INTAKE; leads had CONTINUITY. The archive's key is on paper too, and stays. */
const heldKeys = (roles: Role[]): boolean => roles.includes('intake') || roles.includes('lead');

const signed = async (person: Person, change: Parameters<typeof nextManifest>[1], grants: NewManifest['grants']): Promise<NewManifest> =>
  ({ manifest: await nextManifest(person, change), records: [], grants, invites: [] });

/** Newest first in the keyring, which has to be stored before anything names it. One that was made and never published is taken: an answer was lost, or a page closed. */
async function freshKey({ keyring }: Person, purpose: Purpose, now: { kid: string }): Promise<{ kid: string; rcpt: string }> {
  const held = keyring.roles[purpose], at = held.findIndex(({ kid }) => kid === now.kid);
  if (at < 0) throw new Refused('state'); // kill: Leaving.old-key-at-hand
  if (at === 0) held.unshift((await newEncKey()).seed);
  const { kid, seed } = held[0]!;
  return { kid, rcpt: await recipient(unb64(seed)) };
}

/** Every key of the agency that each of the others has to hold. Who is stopped gets none: a later start brings them. */
async function toOthers(person: Person, manifest: Manifest, stopped: string[]): Promise<NewManifest['grants']> {
  const made: NewManifest['grants'] = [];
  for (const uid of Object.keys(manifest.members)) {
    if (uid === person.uid || stopped.includes(uid)) continue;
    made.push(...await allKeys(person, manifest, uid));
  }
  return made;
}

async function allKeys(person: Person, manifest: Manifest, uid: string): Promise<NewManifest['grants']> {
  const chain = chainOf(person), member: Member | null = await memberOf(chain, chain.current, uid);
  if (!member) throw new Refused('D1'); // kill: Leaving.record-missing
  return keyGrants(person, manifest, member, purposesOf(member.roles));
}

/** Before somebody who was stopped comes in again: the keys of today, in case they are others than then. */
export async function regrant(state: State, a: Argument<'regrant'>): Promise<Answer<'regrant'>> {
  const person = await leadOf(state);
  await take(person, a.members);
  checkSigns(person); // kill: Leaving.regrant-asks-signs
  return { body: await signed(person, {}, await allKeys(person, chainOf(person).current.body, a.uid)), vault: await handOutVault(person) };
}

/** What somebody put back into the pool who leaves: granted again by a lead, while the old grant is still believed. */
export async function grantAnew(state: State, a: Argument<'grantAnew'>): Promise<Answer<'grantAnew'>> {
  const person = await leadOf(state);
  await take(person, a.members);
  const { held } = await poolHeld(person, a.case, a.grant);
  return { grants: [await roleGrant(person, held, held.keys, 'intake', 'release', chainOf(person).current.body.roles.intake)] };
}

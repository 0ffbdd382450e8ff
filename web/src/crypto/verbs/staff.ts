// The agency's people (PROTOCOL 2.8.2): inviting, admitting, agency keys on their way, and newer manifests.
import { b64, equal, unb64, utf8 } from '../bytes';
import { learn, memberOf, readMember, trusted } from '../directory';
import { hashOf, openEnvelope, manifestShape, signEnvelope, type Manifest, type Member } from '../documents';
import { makeGrant, openGrant, type KeyGrant } from '../grant';
import { writeJson } from '../json';
import { inviteId, inviteMac } from '../keys';
import type { Purpose, Vault } from '../keyring';
import { random } from '../primitives';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import type { Invite, NewManifest, Role, Sealed } from '../wire';
import { catchUp } from './account';
import { adoptDirectory, chainOf, handOutKeyring, handOutVault, inDays, meOf, ownRecord, personOf, today, type Person, type State } from './person';
import { freshDays, payloadOf } from './setup';
import { follow } from './signin';

const inviteDays = 7;

export async function leadOf(state: State): Promise<Person> {
  const person = personOf(state);
  if (!(await ownRecord(person))?.roles.includes('lead')) throw new Refused('state'); // kill: Staff.lead-of-state
  return person;
}

export async function invite(state: State, { roles }: Argument<'invite'>): Promise<Answer<'invite'>> {
  const person = await leadOf(state);
  if (roles.length === 0 || new Set(roles).size !== roles.length) throw new Refused('state'); // kill: Staff.invite-state
  const t = random(16), until = inDays(inviteDays);
  person.vault.invites = [...person.vault.invites.filter((old) => old.until >= today()), { t: b64(t), roles: [...roles], until }];
  return { id: b64(await inviteId(t)), token: b64(t), until, vault: await handOutVault(person) };
}

type Kept = Vault['invites'][number];

/** The token of an invite, by the id the server knows. Only the lead who made it has it. */
async function keptFor(person: Person, id: string): Promise<Kept> {
  for (const kept of person.vault.invites) if (b64(await inviteId(unb64(kept.t))) === id) return kept;
  throw new Refused('invite'); // kill: Staff.kept-for-invite
}

interface Answered { kept: Kept; member: Member }

/** The mac shows that who holds the link made this record; the server does not know the token. */
async function answered(person: Person, given: Invite): Promise<Answered> {
  const kept = await keptFor(person, given.id);
  if (given.record === null || given.mac === null || given.uid === null || kept.until < today()) throw new Refused('invite'); // kill: Staff.answer-missing-or-late
  const mac = refuseBy('invite', () => unb64(given.mac!, 32));
  if (!equal(mac, await inviteMac(unb64(kept.t), given.record))) throw new Refused('invite'); // kill: Staff.answer-mac
  const member = await readMember(person.place.agency, given.uid, utf8(given.record)).catch(() => null);
  if (!member || member.uid === person.uid) throw new Refused('invite'); // kill: Staff.answer-member
  return { kept, member };
}

export async function invited(state: State, a: Argument<'invited'>): Promise<Answer<'invited'>> {
  const { kept, member } = await answered(await leadOf(state), a.invite);
  return { uid: member.uid, alias: member.alias, roles: kept.roles, kids: { enc: member.enc.kid, sig: member.sig.kid } };
}

/** The next manifest with the new people, and the agency keys for their roles. The vault keeps the tokens until that manifest is the current one: the answer may be lost, and this be asked again. */
export async function admit(state: State, { invites }: Argument<'admit'>): Promise<Answer<'admit'>> {
  const person = await leadOf(state), chain = chainOf(person), { body: before } = chain.current;
  const members = { ...before.members }, records: string[] = [], grants: NewManifest['grants'] = [];
  for (const given of invites) {
    const { kept, member } = await answered(person, given);
    const record = writeJson({ ...member, roles: kept.roles });
    members[member.uid] = await hashOf(utf8(record));
    records.push(record);
    grants.push(...await keyGrants(person, before, member, purposesOf(kept.roles)));
    person.spent.set(kept.t, member.uid);
  }
  const manifest = await nextManifest(person, { members });
  await learn(chain, [], records);
  return { body: { manifest, records, grants, invites: invites.map(({ id }) => id) }, vault: await handOutVault(person) };
}

/** The manifest that follows on the current one, with this of it changed. A lead who is no root signer cannot make it: nobody would believe it. */
export async function nextManifest(person: Person, change: Partial<Pick<Manifest, 'members' | 'policy' | 'roles'>>): Promise<string> {
  const chain = chainOf(person), { body: before, hash: prev } = chain.current;
  const next: Manifest = { ...before, seq: before.seq + 1, prev, at: today(), renew: inDays(freshDays), ...change };
  const manifest = signEnvelope('sg1/manifest', payloadOf(next), [person.keyring.sig!]);
  if (!(await trusted(chain, await openEnvelope('D1', 'sg1/manifest', manifestShape, manifest)))) throw new Refused('D5'); // kill: D5.next-manifest
  return manifest;
}

/** Who holds which agency key: intake those who read the pool, continuity and archive the leads. */
export const purposesOf = (roles: Role[]): Purpose[] => [...(roles.includes('intake') ? ['intake' as const] : []), ...(roles.includes('lead') ? ['continuity' as const, 'archive' as const] : [])];

export async function keyGrants(person: Person, manifest: Manifest, member: Member, purposes: Purpose[]): Promise<NewManifest['grants']> {
  const made: NewManifest['grants'] = [];
  for (const purpose of purposes) {
    const key = manifest.roles[purpose];
    if (!key) continue;
    const held = person.keyring.roles[purpose], [current, ...old] = held.slice(held.findIndex(({ kid }) => kid === key.kid)); // before it: one that no manifest names yet
    if (current?.kid !== key.kid) throw new Refused('G9'); // kill: G9.key-grants
    const file = await makeGrant({
      v: 1, agency: person.place.agency, obj: 'agency-key', id: person.place.agency, epoch: 0, purpose, kid: current.kid, seed: current.seed, old,
      to: { uid: member.uid }, to_kid: member.enc.kid, by: person.uid, by_kid: person.keyring.sig!.kid, why: 'role', mseq: manifest.seq, until: null, link: null, at: today(),
    }, person.keyring.sig, member.enc.rcpt);
    made.push({ id: b64(random(16)), to_uid: member.uid, file: file as Sealed });
  }
  return made;
}

/** A newer manifest becomes the current one. Invites that it has used up go from the vault. */
export async function manifest(state: State, a: Argument<'manifest'>): Promise<Answer<'manifest'>> {
  const person = personOf(state);
  const moved = adoptDirectory(person, await follow(person, person.vault.dir, a.roots, a.manifest, a.manifests ?? []), a.manifest);
  const members = chainOf(person).current.body.members;
  person.vault.invites = person.vault.invites.filter(({ t }) => !Object.hasOwn(members, person.spent.get(t) ?? ''));
  return meOf(person, moved ? await handOutVault(person) : null);
}

export async function adoptKeys(state: State, a: Argument<'adoptKeys'>): Promise<Answer<'adoptKeys'>> {
  const person = personOf(state), chain = chainOf(person), adopted: string[] = [];
  if (a.stored) await catchUp(person, a.stored); // kill: Staff.adopt-keys-asks-catch-up
  const { keyring } = person;
  await learn(chain, a.members.manifests, a.members.records);
  let changed = false;
  for (const grant of a.grants) {
    const body = await openGrant({
      agency: person.place.agency, me: person.uid, myKids: keyring.enc.map(({ kid }) => kid), roleKids: {}, today: today(), chain, case: null, ckBefore: null,
    }, keyring.enc, refuseBy('G1', () => unb64(grant.file)));
    if (body.obj !== 'agency-key') throw new Refused('G2'); // kill: G2.adopt-keys
    changed = adopt(person, body) || changed;
    adopted.push(grant.id);
  }
  return { keyring: changed ? await handOutKeyring(person) : null, adopted };
}

/** Newest first; older ones open what was sealed to them before. */
function adopt({ keyring }: Person, grant: KeyGrant): boolean {
  const held = keyring.roles[grant.purpose];
  const fresh = [{ kid: grant.kid, seed: grant.seed }, ...grant.old].filter(({ kid }) => !held.some((known) => known.kid === kid));
  keyring.roles[grant.purpose] = [...fresh, ...held];
  return fresh.length > 0;
}

export async function members(state: State, a: Argument<'members'>): Promise<Answer<'members'>> {
  const chain = chainOf(personOf(state)), list: Answer<'members'> = [];
  await learn(chain, a.members.manifests, a.members.records);
  for (const uid of Object.keys(chain.current.body.members)) {
    const member = await memberOf(chain, chain.current, uid);
    if (member) list.push({ uid, alias: member.alias, roles: member.roles });
  }
  return list;
}

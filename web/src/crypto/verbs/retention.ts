// What the agency promises about the end of a case, and the key that keeps the promise (PROTOCOL 2.4.2, 2.8.16): an archive identity that only leads and
// paper hold, and a grant to it for each case.
import { unb64 } from '../bytes';
import { identity } from '../age';
import { tidy } from '../code';
import { memberOf } from '../directory';
import { newEncKey } from '../keys';
import { random } from '../primitives';
import { mostYears, type Manifest } from '../documents';
import { Refused, type Answer, type Argument, type Sheet } from '../verbs';
import type { NewManifest } from '../wire';
import { roleGrant } from './acceptance';
import { hold, take } from './held';
import { chainOf, handOutKeyring, handOutVault, personOf, type Person, type State } from './person';
import { documents, policyFor } from './policy';
import { keyGrants, leadOf, nextManifest } from './staff';

/** The line of the archive key on the recovery sheet, and two groups of it to be typed back. */
export function archiveLine(seed: string): { line: Sheet['lines'][number]; from: number; expected: string } {
  const text = identity(unb64(seed)), secret = text.slice(text.lastIndexOf('1') + 1), from = 8 * (random(1)[0]! % 6);
  return { line: { key: 'archive', text }, from, expected: secret.slice(from, from + 8) };
}

/** A first archive key, to be written down before anything depends on it. Null where the agency has one. Asked again, it starts anew. */
export async function newArchive(state: State): Promise<Answer<'newArchive'>> {
  const person = await leadOf(state), chain = chainOf(person);
  state.archive = null;
  if (chain.current.body.roles.archive !== null) return { sheet: null };
  const key = await newEncKey(), { line, from, expected } = archiveLine(key.seed.seed);
  state.archive = { ...key, expected };
  return { sheet: { fingerprint: person.checked!.fingerprint, lines: [line], ask: { line: 0, from: from + 1, length: 8 } } };
}

/** The archive role of the next manifest: the one there is, or the one whose line was typed back. */
function archiveRole(state: State, before: Manifest, typed: string | null): Manifest['roles']['archive'] {
  if (before.roles.archive !== null) return before.roles.archive;
  if (!state.archive) throw new Refused('state'); // kill: Retention.archive-role-state
  if (tidy(typed ?? '') !== tidy(state.archive.expected)) throw new Refused('sheet'); // kill: Retention.archive-role-sheet
  return { kid: state.archive.seed.kid, rcpt: state.archive.rcpt };
}

/** The next manifest with another policy. `years` 0: cases are erased. The keyring holds a new archive key and must be stored before the manifest is sent. */
export async function setRetention(state: State, a: Argument<'setRetention'>): Promise<Answer<'setRetention'>> {
  const person = await leadOf(state), chain = chainOf(person), before = chain.current.body;
  if (!Number.isInteger(a.years) || a.years < 0 || a.years > mostYears || !Number.isInteger(a.close_days) || a.close_days < 1) throw new Refused('state'); // kill: Retention.set-retention-state
  await take(person, a.members);
  const archive = a.years === 0 ? before.roles.archive : archiveRole(state, before, a.typed);
  const fresh = archive !== null && before.roles.archive === null;
  const next = { policy: { ...before.policy, ...policyFor(a.years), close_days: a.close_days }, roles: { ...before.roles, archive } };
  if (fresh) person.keyring.roles.archive = [state.archive!.seed, ...person.keyring.roles.archive.filter(({ kid }) => kid !== archive.kid)];
  const grants = fresh ? await toOtherLeads(person, { ...before, ...next }) : [];
  const manifest = await nextManifest(person, next);
  return {
    body: { manifest, records: [], grants, invites: [] }, vault: await handOutVault(person), keyring: fresh ? await handOutKeyring(person) : null,
  };
}

/** The new archive key for the other leads of the agency; those who come later get it when they are admitted. */
async function toOtherLeads(person: Person, manifest: Manifest): Promise<NewManifest['grants']> {
  const chain = chainOf(person), made: NewManifest['grants'] = [];
  for (const uid of Object.keys(manifest.members)) {
    if (uid === person.uid) continue;
    const member = await memberOf(chain, chain.current, uid);
    if (!member) throw new Refused('D1'); // kill: Retention.to-other-leads-record
    if (member.roles.includes('lead')) made.push(...await keyGrants(person, manifest, member, ['archive']));
  }
  return made;
}

/** The archive's key to a case of one's own, made by staff: from then on the policy holds for this case. */
export async function archiveGrant(state: State, a: Argument<'archiveGrant'>): Promise<Answer<'archiveGrant'>> {
  const person = personOf(state), { body } = chainOf(person).current;
  const held = person.realm === 'staff' ? await hold(person, a.case) : null;
  if (!held?.keys.nk || !documents(body)) throw new Refused('state'); // kill: Retention.archive-grant-state
  return { grant: await roleGrant(person, held, held.keys, 'archive', 'archive', body.roles.archive!) };
}

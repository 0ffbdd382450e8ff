// Setting an agency up (PROTOCOL 2.8.1): its keys, root 1, manifest 1 and the recovery sheet. Nothing leaves before the sheet has been typed back.
import { b64, unb64, utf8, type Bytes } from '../bytes';
import { identity, recipient } from '../age';
import { crockford, groups, tidy } from '../code';
import { checkDirectory, fingerprintOf, learn } from '../directory';
import { hashOf, manifestShape, mostYears, openEnvelope, rootShape, signEnvelope, type Manifest, type Root } from '../documents';
import { publicKey } from '../ed25519';
import { writeJson, type Json } from '../json';
import { kidOf, newEncKey, newSigKey } from '../keys';
import { sealKeyring, sealVault, type Keyring, type KeySeed, type Vault } from '../keyring';
import { random } from '../primitives';
import { Refused, type Answer, type Argument, type Contact, type Policy, type Sheet } from '../verbs';
import { adoptDirectory, inDays, meOf, personOf, today, type Founding, type Person, type State } from './person';
import { aliasOf, memberRecord } from './register';
import { policyFor } from './policy';

/** The payload of a document, in bytes, as it is signed. */
export const payloadOf = (body: Root | Manifest): Bytes => utf8(writeJson(body as unknown as Json));

/** How long a manifest is fresh: after that it is shown as not confirmed. */
export const freshDays = 90;

const policyOf = (continuity: boolean, years: number): Policy => ({
  ...policyFor(years), close_days: 180, continuity, supervision: 'off', relink: 'confirmed', groups: false, live: 'keep', erase_wait: 7,
});

interface Keys { paper: { seed: KeySeed; pub: Bytes }; intake: { seed: KeySeed; rcpt: string }; continuity: { seed: KeySeed; rcpt: string } | null; archive: { seed: KeySeed; rcpt: string } | null }

export async function makeAgency(state: State, a: Argument<'makeAgency'>): Promise<Answer<'makeAgency'>> {
  const person = personOf(state);
  if (person.state !== 'setup' || a.agency !== person.place.agency || a.origin !== person.place.origin) throw new Refused('state'); // kill: Setup.make-agency-state
  if (a.alias !== undefined) person.alias = aliasOf(a.alias);
  if (person.alias === null) throw new Refused('name'); // kill: Setup.make-agency-name
  const years = a.years ?? 0;
  if (!Number.isInteger(years) || years < 0 || years > mostYears) throw new Refused('state'); // kill: Setup.make-agency-years
  const keys: Keys = { paper: await newSigKey(), intake: await newEncKey(), continuity: a.continuity ? await newEncKey() : null, archive: years > 0 ? await newEncKey() : null };
  state.founding = await found(person, keys, a.contact, years);
  return { sheet: state.founding.sheet };
}

async function found(person: Person, keys: Keys, contact: Contact, years: number): Promise<Founding> {
  const own = person.keyring.sig!;
  const record = await ownRecord(person);
  const root = signEnvelope('sg1/root', payloadOf(await rootOf(person, keys)), [own]);
  const manifest = signEnvelope('sg1/manifest', payloadOf(await manifestOf(person, keys, contact, record, years)), [own]);
  await openEnvelope('D1', 'sg1/root', rootShape, root);
  await openEnvelope('D1', 'sg1/manifest', manifestShape, manifest);
  // What is about to be published passes the checks that everybody else will make.
  const result = await checkDirectory({
    place: person.place, realm: 'staff', roots: [root], manifest, between: [], f: null, pin: null, pinnedManifest: null, today: today(),
  });
  result.notices = [];
  await learn(result.chain, [], [record]);
  const keyring: Keyring = { ...person.keyring, roles: { ...person.keyring.roles, intake: [keys.intake.seed], continuity: seedsOf(keys.continuity), archive: seedsOf(keys.archive) } };
  const vault: Vault = { ...person.vault, dir: result.pin };
  const setup: Founding['setup'] = {
    root, manifest, records: [record], sheet: true,
    keyring: await sealKeyring(person.uk, person.owner, person.keyringVersion + 1, keyring), vault: await sealVault(person.uk, person.owner, person.vaultVersion + 1, vault),
  };
  const { sheet, expected } = sheetOf(fingerprintOf(result.chain.roots[0]!), keys);
  return { sheet, expected, setup, keyring, vault, result, manifest };
}

const seedsOf = (key: Keys['continuity']): KeySeed[] => (key ? [key.seed] : []);

async function ownRecord(person: Person): Promise<string> {
  const { enc, sig } = person.keyring;
  const rcpt = await recipient(unb64(enc[0]!.seed)), pub = b64(publicKey(unb64(sig!.seed)));
  return writeJson(memberRecord(person, ['counsellor', 'intake', 'lead'], rcpt, pub));
}

/** Signers: the first lead, and the paper of the recovery sheet, so that an agency whose leads are gone can go on. */
async function rootOf(person: Person, keys: Keys): Promise<Root> {
  const { agency, origin } = person.place, pub = publicKey(unb64(person.keyring.sig!.seed));
  const signers = [
    { kid: await kidOf(pub), pub: b64(pub), label: 'lead' },
    { kid: keys.paper.seed.kid, pub: b64(keys.paper.pub), label: 'paper' },
  ];
  return { v: 1, agency, origin, also: [], n: 1, prev: null, signers, threshold: 1, at: today() };
}

async function manifestOf(person: Person, keys: Keys, { phone, emergency }: Contact, record: string, years: number): Promise<Manifest> {
  const { agency, origin } = person.place;
  const role = (key: Keys['intake']) => ({ kid: key.seed.kid, rcpt: key.rcpt });
  return {
    v: 1, agency, origin, seq: 1, prev: null, root: 1, at: today(), renew: inDays(freshDays),
    roles: { intake: role(keys.intake), continuity: keys.continuity && role(keys.continuity), archive: keys.archive && role(keys.archive) },
    members: { [person.uid]: await hashOf(utf8(record)) }, policy: policyOf(keys.continuity !== null, years),
    contact: { phone, emergency: emergency.map(({ label, number }) => ({ label, number })) }, min_suite: 1,
  };
}

/** The sheet, and two groups of the paper signer's seed to be typed back: who can read them has it on paper. */
function sheetOf(fingerprint: string, keys: Keys): { sheet: Sheet; expected: string } {
  const paper = crockford(unb64(keys.paper.seed.seed));
  const lines: Sheet['lines'] = [{ key: 'fingerprint', text: fingerprint }, { key: 'paper', text: groups(paper) }];
  if (keys.continuity) lines.push({ key: 'continuity', text: identity(unb64(keys.continuity.seed.seed)) });
  if (keys.archive) lines.push({ key: 'archive', text: identity(unb64(keys.archive.seed.seed)) });
  const from = 8 * (random(1)[0]! % 6);
  return { sheet: { fingerprint, lines, ask: { line: 1, from: from + 1, length: 8 } }, expected: paper.slice(from, from + 8) };
}

export async function confirmSheet(state: State, { typed }: Argument<'confirmSheet'>): Promise<Answer<'confirmSheet'>> {
  const { founding } = state;
  if (!founding) throw new Refused('state'); // kill: Setup.confirm-sheet-state
  if (tidy(typed) !== founding.expected) throw new Refused('sheet'); // kill: Setup.confirm-sheet
  return founding.setup;
}

/** The server has it: the agency exists, and this person leads it. */
export async function published(state: State): Promise<Answer<'published'>> {
  const person = personOf(state), { founding } = state;
  if (!founding) throw new Refused('state'); // kill: Setup.published-state
  const { keyring, vault } = founding.setup;
  Object.assign(person, { state: 'active', keyring: founding.keyring, keyringVersion: keyring.version, vaultVersion: vault.version, vaultStored: vault.version });
  adoptDirectory(person, founding.result, founding.manifest);
  state.founding = null;
  return meOf(person, null);
}

// Signing in: from what a person types to their opened keyring and vault and a checked directory (PROTOCOL 2.8.4, 2.4.3).
import { b64, unb64, type Bytes } from '../bytes';
import { codeKeys, readCode } from '../code';
import { checkDirectory, learn, type DirectoryResult } from '../directory';
import { openEnvelope, manifestShape } from '../documents';
import { openKeyring, openVault, type Keyring, type Pin, type Vault } from '../keyring';
import { nameNorm, passwordKeys } from '../password';
import { where } from '../place';
import { refuseBy } from '../shape';
import { checkNotOlder, type TabText } from '../tab';
import { Refused, type Answer, type Argument, type OpenedTab, type Place } from '../verbs';
import type { Realm, Session } from '../wire';
import { checkGen, openWrap } from '../wrap';
import { adoptDirectory, become, chainOf, checkedOf, handOutVault, meOf, nothingYet, ownRecord, ownerOf, today, type Person, type State } from './person';
import { reopened } from './tab';

/** Before anybody signs in: D1 to D9 against the fingerprint of the link, or as first contact. */
export async function directory(state: State, { origin, agency, directory: given, f }: Argument<'directory'>): Promise<Answer<'directory'>> {
  const place = { origin, agency };
  if (given.manifest === null) throw new Refused('D1'); // kill: D1.no-manifest
  const result = await checkDirectory({ place, realm: 'seeker', roots: given.roots, manifest: given.manifest, between: [], f, pin: null, pinnedManifest: null, today: today() });
  state.directory = { place, result, manifest: given.manifest };
  return checkedOf(result);
}

export async function passwordLogin(state: State, a: Argument<'passwordLogin'>): Promise<Answer<'passwordLogin'>> {
  const name = nameNorm(a.name), x = refuseBy('wrap', () => unb64(a.salt16, 16));
  const keys = await passwordKeys(where(a), a.realm, name, a.password, x, a.kdf);
  state.signIn = { place: placeOf(a), realm: a.realm, name, opener: { method: 'pw', kek: keys.kek, kdf: a.kdf, x } };
  return { agency: a.agency, realm: a.realm, method: 'pw', name, rc_id: null, auth: b64(keys.auth) };
}

export async function codeLogin(state: State, a: Argument<'codeLogin'>): Promise<Answer<'codeLogin'>> {
  const keys = await codeKeys(where(a), a.realm, await readCode(a.code));
  state.signIn = { place: placeOf(a), realm: a.realm, name: null, opener: { method: 'rc', kek: keys.kek, kdf: 0, x: new Uint8Array(0) } };
  return { agency: a.agency, realm: a.realm, method: 'rc', name: null, rc_id: b64(keys.id), auth: b64(keys.auth) };
}

const placeOf = ({ origin, agency }: Place): Place => ({ origin, agency });

/** `left`: what a tab left behind for its reload, with `where` the page was. */
interface Entered { person: Person; pin: Pin; left: TabText | null; where: string | null }

/** Opens keyring and vault of a session: with what was typed, or with what a tab left behind. */
export async function enter(state: State, place: Place, session: Session, tab: OpenedTab | undefined): Promise<Entered> {
  if (session.agency !== place.agency) throw new Refused('wrap'); // kill: Signin.enter-wrap
  const at = where(place), owner = refuseBy('wrap', () => ownerOf(at, session.uid));
  const found = tab ? await reopened(owner, session, tab) : { uk: await unwrapped(state, place, owner, session), left: null, where: null };
  const { uk, left } = found;
  const keyring = await openKeyring(uk, owner, session.keyring), vault = await openVault(uk, owner, session.vault);
  if (left) checkNotOlder(left, { keyring: session.keyring.version, vault: session.vault.version, mseq: await seqOf(session) }); // kill: Signin.enter-asks-not-older
  else checkGen(keyring.gens, session.wrap!.method, session.wrap!.gen); // kill: Signin.enter-asks-gen
  checkOwner(keyring, session.realm, left ? null : state.signIn!.name); // kill: Signin.enter-asks-owner
  checkNotSetBack(state.person, session); // kill: Signin.enter-asks-not-set-back
  const person: Person = {
    place: placeOf(place), where: at, uid: session.uid, owner, realm: session.realm, state: session.state, alias: null, handle: session.handle, uk, keyring, vault,
    keyringVersion: session.keyring.version, keyringStored: session.keyring.version, vaultVersion: session.vault.version, vaultStored: session.vault.version,
    chain: null, checked: null, manifest: null, ...nothingYet(),
  };
  if (state.person?.uid === session.uid) person.attaching = state.person.attaching; // what was picked for a letter is still picked
  return { person, pin: vault.dir, left, where: found.where };
}

/** The user key from the wrap of a session, with what was typed. */
async function unwrapped({ signIn }: State, place: Place, owner: Person['owner'], session: Session): Promise<Bytes> {
  if (!signIn || signIn.place.agency !== place.agency || signIn.place.origin !== place.origin) throw new Refused('state'); // kill: Signin.unwrapped-state
  if (!session.wrap) throw new Refused('wrap'); // kill: Signin.unwrapped-wrap
  return openWrap(owner, signIn.opener, session.wrap);
}

function checkOwner(keyring: Keyring, realm: Realm, name: string | null): void {
  if (keyring.realm !== realm || (name !== null && keyring.name !== name)) throw new Refused('wrap'); // kill: Signin.owner-wrap
}

/** What a session says its newest manifest is; checked later, when it becomes the current one. */
const seqOf = async ({ manifest }: Session): Promise<number> => (manifest === null ? 0 : (await readManifest(manifest)).body.seq);

/** Within one worker no version goes down. */
function checkNotSetBack(before: Person | null, session: Session): void {
  if (!before || before.uid !== session.uid) return;
  if (session.keyring.version < before.keyringVersion || session.vault.version < before.vaultStored) throw new Refused('set-back'); // kill: Signin.not-set-back
}

/** Only read, not yet checked: it says what to fetch. */
const readManifest = (manifest: string) => openEnvelope('D1', 'sg1/manifest', manifestShape, manifest);

export async function missing(state: State, a: Argument<'missing'>): Promise<Answer<'missing'>> {
  const { pin } = await enter(state, a, a.session, a.tab);
  if (a.session.manifest === null) return { seqs: [], records: [] };
  const own = (await readManifest(a.session.manifest)).body.members[a.session.uid];
  return { seqs: await seqsTo(pin, a.session.manifest, a.session.realm), records: a.session.realm === 'staff' && own ? [own] : [] };
}

/** What has to be seen on the way to a newer manifest: the pinned one, to compare promises; staff also all between, to follow the chain. */
export async function seqsTo(pin: Pin, manifest: string, realm: Realm): Promise<number[]> {
  const newest = (await readManifest(manifest)).body.seq;
  if (pin.seq === 0 || newest <= pin.seq) return [];
  // A jump that no agency makes is a wrong number, not a list to fetch.
  if (newest - pin.seq > 10_000) throw new Refused('D7'); // kill: D7.seqs-to
  return realm === 'staff' ? Array.from({ length: newest - pin.seq }, (_, i) => pin.seq + i) : [pin.seq];
}

export async function signedIn(state: State, a: Argument<'signedIn'>): Promise<Answer<'signedIn'>> {
  const { person, pin, where: was } = await enter(state, a, a.session, a.tab);
  let moved = false;
  if (a.session.manifest !== null) {
    if (pin.n === 0) throw new Refused('D2'); // kill: D2.signed-in
    const result = await follow(person, pin, a.session.roots, a.session.manifest, a.manifests ?? []);
    moved = adoptDirectory(person, result, a.session.manifest);
    await learn(result.chain, [], a.records ?? []);
    if (!(await knowsOwnRecord(person))) throw new Refused('D1'); // kill: D1.own-record
  } else if (pin.n > 0 || person.state !== 'setup') throw new Refused('D4'); // kill: D4.signed-in
  become(state, person);
  return { ...await meOf(person, moved ? await handOutVault(person) : null), where: was };
}

/** Whoever the manifest names has to be given the very record that it names: without it, or with another, nobody would know what one may do. */
const knowsOwnRecord = async (person: Person): Promise<boolean> =>
  person.realm === 'seeker' || !Object.hasOwn(chainOf(person).current.body.members, person.uid) || await ownRecord(person) !== null;

/** Checks a newer directory against what is pinned, with the manifests that were fetched for it. */
export async function follow(person: Person, pin: Pin, roots: string[], manifest: string, fetched: string[]): Promise<DirectoryResult> {
  const newest = (await readManifest(manifest)).body.seq;
  const bySeq = new Map<number, string>();
  for (const source of fetched) bySeq.set((await readManifest(source)).body.seq, source);
  const between = [...bySeq].filter(([seq]) => seq > pin.seq && seq < newest).sort(([a], [b]) => a - b).map(([, source]) => source);
  return checkDirectory({
    place: person.place, realm: person.realm, roots, manifest, between, f: null, pin, pinnedManifest: bySeq.get(pin.seq) ?? person.manifest, today: today(),
  });
}

/** The vault as another sign-in of the same person has stored it: taken over, with our own steps kept. Nothing that is pinned moves back. */
export async function refreshed(state: State, { vault: stored }: Argument<'refreshed'>): Promise<Answer<'refreshed'>> {
  const { person } = state;
  if (!person) throw new Refused('state'); // kill: Signin.refreshed-state
  if (stored.version < person.vaultStored) throw new Refused('set-back'); // kill: Signin.refreshed-set-back
  const theirs = await openVault(person.uk, person.owner, stored);
  const merged = merge(person.vault, theirs);
  person.vaultStored = person.vaultVersion = stored.version;
  person.vault = merged;
  return { vault: same(merged, theirs) ? null : await handOutVault(person) };
}

const same = (a: Vault, b: Vault): boolean => JSON.stringify(a) === JSON.stringify(b);

function merge(ours: Vault, theirs: Vault): Vault {
  if (ours.dir.root_fp !== theirs.dir.root_fp && theirs.dir.n > 0) throw new Refused('set-back'); // kill: Signin.merge-another-root
  const cases = { ...theirs.cases };
  for (const [id, mine] of Object.entries(ours.cases)) {
    const other = cases[id];
    if (other && other.epoch === mine.epoch && (other.ck_id !== mine.ck_id || (other.pin ?? mine.pin) !== (mine.pin ?? other.pin))) throw new Refused('set-back'); // kill: Signin.merge-another-pin
    if (!other || other.epoch < mine.epoch || (other.epoch === mine.epoch && other.profile <= mine.profile)) cases[id] = mine;
  }
  const seen = { ...theirs.seen };
  for (const [id, order] of Object.entries(ours.seen)) seen[id] = Math.max(seen[id] ?? 0, order);
  const invites = [...theirs.invites, ...ours.invites.filter(({ t }) => !theirs.invites.some((other) => other.t === t))];
  const chain = (ours.chain?.seq ?? 0) > (theirs.chain?.seq ?? 0) ? ours.chain : theirs.chain;
  return { v: 1, dir: ours.dir.seq >= theirs.dir.seq ? ours.dir : theirs.dir, cases, seen, invites, drafts: theirs.drafts, lang: theirs.lang, ...(chain && { chain }) };
}

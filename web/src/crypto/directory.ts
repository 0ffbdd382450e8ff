// The agency's signed directory: who belongs to it, which keys its roles have, what it promises (PROTOCOL 2.4). The server hands it out,
// but cannot make one: roots follow each other by signature, manifests are signed by a root signer, and what was seen once is pinned.
import { crockford } from './code';
import { unb64, utf8, type Bytes } from './bytes';
import { hashOf, manifestShape, memberShape, openEnvelope, rootShape, signedBy, type Manifest, type Member, type Root, type Signed } from './documents';
import { isKey } from './ed25519';
import { kidOf } from './keys';
import type { Pin } from './keyring';
import { readAs } from './shape';
import { Refused, type Notice, type Place, type Refusal } from './verbs';
import type { Realm } from './wire';

/** A directory that passed, and the older manifests and member records that came with it or later. Those are checked when they are used. */
export interface Chain { roots: Signed<Root>[]; current: Signed<Manifest>; older: Map<number, Signed<Manifest>>; records: Map<string, string> }

export interface DirectoryInput {
  place: Place; realm: Realm; roots: string[]; manifest: string;
  /** Manifests by which staff come from the pinned to the newest one, ascending, without both ends. */
  between: string[];
  f: string | null; pin: Pin | null; pinnedManifest: string | null;
  /** 2026-11-22 */
  today: string;
}

export interface DirectoryResult { chain: Chain; pin: Pin; notices: Notice[] }

const rootTyp = 'sg1/root', manifestTyp = 'sg1/manifest';

/** First 16 bytes of the hash of root 1, as 26 characters. It stays while the chain is unbroken. */
export const fingerprintOf = (root: Signed<Root>): string => crockford(unb64(root.hash).slice(0, 16));

/** D1, with the ids of the role keys: nobody seals to a key under another's name. */
async function readManifest(check: Refusal, source: string): Promise<Signed<Manifest>> {
  const manifest = await openEnvelope(check, manifestTyp, manifestShape, source);
  for (const key of Object.values(manifest.body.roles)) if (key && key.kid !== await kidOf(key.rcpt)) throw new Refused(check); // kill: Directory.read-manifest
  return manifest;
}

/** D1 to D10, in this order (PROTOCOL 2.4.3). */
export async function checkDirectory(input: DirectoryInput): Promise<DirectoryResult> {
  const roots = await Promise.all(input.roots.map((root) => openEnvelope('D1', rootTyp, rootShape, root)));
  const current = await readManifest('D1', input.manifest);
  if (roots.length === 0) throw new Refused('D1'); // kill: D1.no-roots
  const first = roots[0]!, newest = roots.at(-1)!;
  const notices: Notice[] = [];
  const expected = input.pin?.root_fp ?? input.f;
  if (expected === null) notices.push({ code: 'first-contact' });
  else if (expected !== fingerprintOf(first)) throw new Refused('D2'); // kill: D2.directory
  await checkRoots(roots); // kill: Directory.directory-asks-roots
  if (input.pin && newest.body.n < input.pin.n) throw new Refused('D4'); // kill: D4.directory
  if (current.body.root !== newest.body.n || !(await bySigner(newest.body, current))) throw new Refused('D5'); // kill: D5.directory
  if (!fits(current.body, first.body) || first.body.agency !== input.place.agency || first.body.origin !== input.place.origin) throw new Refused('D6'); // kill: D6.directory
  const chain: Chain = { roots, current, older: new Map(), records: new Map() };
  await checkSequence(chain, input); // kill: Directory.directory-asks-sequence
  if (await weakened(input, current)) notices.push({ code: 'policy' });
  if (input.today > current.body.renew) notices.push({ code: 'old', since: current.body.at }); // D9: never a reason to block
  const { seq, min_suite: suite } = current.body;
  return { chain, notices, pin: { root_fp: fingerprintOf(first), n: newest.body.n, seq, hash: current.hash, suite } }; // D10
}

const fits = (manifest: Manifest, root: Root): boolean => manifest.agency === root.agency && manifest.origin === root.origin; // kill: D6.fits

async function bySigner(root: Root, manifest: Signed<Manifest>): Promise<boolean> {
  for (const signer of root.signers) if (await signedBy(manifestTyp, manifest, signer)) return true;
  return false; // kill: D5.by-signer
}

/** D3: each root is signed by enough of its own signers, each later one also by enough of those before; what names the agency never changes. */
async function checkRoots(roots: Signed<Root>[]): Promise<void> {
  for (const [i, root] of roots.entries()) {
    const before = roots[i - 1];
    if (root.body.n !== i + 1 || root.body.prev !== (before?.hash ?? null)) throw new Refused('D3'); // kill: D3.follows
    if (!(await signersFit(root.body)) || !(await enough(root.body, root))) throw new Refused('D3'); // kill: D3.signs-itself
    if (!before) continue;
    if (!(await enough(before.body, root)) || root.body.agency !== before.body.agency || root.body.origin !== before.body.origin) throw new Refused('D3'); // kill: D3.signed-by-the-one-before
  }
}

async function signersFit(root: Root): Promise<boolean> {
  if (new Set(root.signers.map((signer) => signer.kid)).size !== root.signers.length) return false; // kill: D3.signer-ids-differ
  for (const signer of root.signers) if (signer.kid !== await kidOf(unb64(signer.pub))) return false; // kill: D3.signer-ids-fit
  return true;
}

async function enough(signers: Root, root: Signed<Root>): Promise<boolean> {
  let count = 0;
  for (const signer of signers.signers) if (await signedBy(rootTyp, root, signer)) count++;
  return count >= signers.threshold; // kill: D3.enough
}

/** D7: never backwards, never sideways. Staff follow manifest by manifest; seekers take the newest (2.4.4). */
async function checkSequence(chain: Chain, { pin, between, realm }: DirectoryInput): Promise<void> {
  const { current } = chain;
  if ((current.body.seq === 1) !== (current.body.prev === null)) throw new Refused('D7'); // kill: D7.first-has-no-prev
  if (!pin) return;
  if (current.body.seq < pin.seq) throw new Refused('D7'); // kill: D7.behind-the-pin
  if (current.body.seq === pin.seq && current.hash !== pin.hash) throw new Refused('D7'); // kill: D7.other-than-the-pin
  if (current.body.seq === pin.seq + 1 && current.body.prev !== pin.hash) throw new Refused('D7'); // kill: D7.after-the-pin
  if (realm !== 'staff' || current.body.seq <= pin.seq + 1) return;
  let prev = pin.hash, seq = pin.seq;
  for (const source of between) {
    const manifest = await readManifest('D7', source);
    if (manifest.body.seq !== ++seq || manifest.body.prev !== prev || !(await trusted(chain, manifest))) throw new Refused('D7'); // kill: D7.between
    chain.older.set(seq, manifest);
    prev = manifest.hash;
  }
  if (current.body.seq !== seq + 1 || current.body.prev !== prev) throw new Refused('D7'); // kill: D7.newest-follows
}

/** D8: what was promised before is compared with what is promised now. True if it has become less. */
async function weakened({ pin, pinnedManifest }: DirectoryInput, current: Signed<Manifest>): Promise<boolean> {
  if (!pin || current.body.seq === pin.seq) return false; // kill: D8.nothing-to-compare
  if (pinnedManifest === null) throw new Refused('D8'); // kill: D8.pinned-missing
  const pinned = await readManifest('D8', pinnedManifest);
  if (pinned.hash !== pin.hash) throw new Refused('D8'); // kill: D8.pinned-another
  const before = pinned.body.policy, now = current.body.policy;
  return (before.retention === 'none' && now.retention === 'doc') || now.years > before.years || (!before.continuity && now.continuity) // kill: D8.weaker
    || (before.supervision === 'off' && now.supervision === 'logged') || (before.relink === 'off' && now.relink === 'confirmed');
}

/** True if a manifest is signed by a signer of the root it names, that root is in the chain, and it speaks of this agency. */
export async function trusted(chain: Chain, manifest: Signed<Manifest>): Promise<boolean> {
  const root = chain.roots[manifest.body.root - 1];
  return root !== undefined && fits(manifest.body, root.body) && bySigner(root.body, manifest); // kill: D7.trusted
}

/** Takes in manifests and member records as they were fetched. Nothing is believed yet; what cannot be read is left out. */
export async function learn(chain: Chain, manifests: string[], records: string[]): Promise<void> {
  for (const source of manifests) {
    const manifest = await readManifest('D1', source).catch(() => null);
    if (manifest && manifest.body.seq < chain.current.body.seq && !chain.older.has(manifest.body.seq)) chain.older.set(manifest.body.seq, manifest);
  }
  for (const source of records) chain.records.set(await hashOf(utf8(source)), source);
}

const good = new WeakSet<Signed<Manifest>>();

/** The manifest of a `seq` if it may be believed: not above the current one, signed, and named by the next one where that is known. Else null. */
export async function manifestAt(chain: Chain, seq: number): Promise<Signed<Manifest> | null> {
  const { current, older } = chain;
  const manifest = seq === current.body.seq ? current : older.get(seq);
  if (!manifest) return null; // none above the current one is ever taken in
  const next = seq + 1 === current.body.seq ? current : older.get(seq + 1);
  if (next && next.body.prev !== manifest.hash) return null;
  if (good.has(manifest)) return manifest;
  if (!(await trusted(chain, manifest))) return null;
  good.add(manifest);
  return manifest;
}

/** Records that were read and found good, by the list they came from: then by uid and text. */
const readBefore = new WeakMap<Chain['records'], Map<string, Member>>();

/** The record of a member of a manifest: its hash stands there, agency and uid fit, key ids fit. Null if the record is not known or wrong. */
export async function memberOf(chain: Chain, manifest: Signed<Manifest>, uid: string): Promise<Member | null> {
  const source = chain.records.get(manifest.body.members[uid] ?? ''), known = readBefore.get(chain.records) ?? new Map<string, Member>();
  if (source === undefined) return null;
  readBefore.set(chain.records, known);
  const name = `${manifest.body.agency} ${uid} ${source}`, member = known.get(name) ?? await readMember(manifest.body.agency, uid, utf8(source)).catch(() => null);
  if (member) known.set(name, member);
  return member;
}

/** A member record by itself. Refused('D1') if it is not well formed or speaks of somebody else. */
export async function readMember(agency: string, uid: string, source: Bytes): Promise<Member> {
  const member = readAs('D1', memberShape, source), pub = unb64(member.sig.pub);
  if (member.agency !== agency || member.uid !== uid || !isKey(pub)) throw new Refused('D1'); // kill: D1.member-whose
  if (member.enc.kid !== await kidOf(member.enc.rcpt) || member.sig.kid !== await kidOf(pub)) throw new Refused('D1'); // kill: D1.member-keys
  return member;
}

// Grants: how a case key or an agency key reaches a person or a role (PROTOCOL 2.5). An age file says nothing about who made it,
// so the envelope inside is signed and says what it is for; G1 to G9 decide whether it may be used.
import { recipient, unwrapWith, wrapFor } from './age';
import { b64, equal, unb64, utf8, type Bytes } from './bytes';
import { manifestAt, memberOf, type Chain } from './directory';
import { openEnvelope, signEnvelope, signedBy, type Member, type Signed } from './documents';
import { writeJson, type Json } from './json';
import type { KeySeed, Purpose } from './keyring';
import { ckIdOf, kidOf, linkOf, nkIdOf } from './keys';
import { binary, date, id, integer, key32, kid, list, nullable, object, one, text, type Of, type Shape } from './shape';
import { Refused } from './verbs';

const to: Shape<{ uid: string } | { role: Purpose }> = (value) =>
  (value !== null && typeof value === 'object' && 'uid' in value ? object({ uid: id })(value) : object({ role: one('intake', 'continuity', 'archive') })(value));

const tail = { to, to_kid: kid, by: id, by_kid: nullable(kid), why: text, mseq: nullable(integer), until: nullable(date), link: nullable(binary(32)), at: date };

const caseShape = object({
  v: one(1), agency: id, obj: one('case'), id, epoch: integer, ck: key32, ck_id: id, nk: nullable(key32), nk_id: nullable(id), ...tail,
});
const seedShape = object({ kid, seed: key32 });
const keyShape = object({
  v: one(1), agency: id, obj: one('agency-key'), id, epoch: integer, purpose: one('intake', 'continuity', 'archive'), kid, seed: key32, old: list(seedShape), ...tail,
});

export type CaseGrant = Of<typeof caseShape>;
export type KeyGrant = Of<typeof keyShape>;
export type GrantBody = CaseGrant | KeyGrant;

const grantShape: Shape<GrantBody> = (value) =>
  (value !== null && typeof value === 'object' && 'obj' in value && value['obj'] === 'agency-key' ? keyShape(value) : caseShape(value));

/** What the reader of a grant knows by itself. `ckIds` are those of the case row, by epoch. */
export interface GrantContext {
  agency: string; me: string; myKids: string[]; roleKids: Partial<Record<Purpose, string[]>>; today: string; chain: Chain;
  case: { id: string; seeker: string; ckIds: string[] } | null;
  /** The key of the epoch before, if the grant is for a later one: held, or reached from the key inside. */
  ckBefore: Bytes | null | ((ck: Bytes) => Promise<Bytes>);
  /** Continuity and archive only: whether a key opens a profile or a message of that epoch. */
  opens?: (ck: Bytes, epoch: number) => Promise<boolean>;
}

type Giver = 'seeker' | 'counsellor' | 'intake' | 'lead';
type Target = 'person' | 'intake' | 'continuity' | 'archive';
const anyone: Target[] = ['person', 'intake', 'continuity', 'archive'];

/** Who may give what to whom (the table of PROTOCOL 2.5). `restore` is not here: it comes with the milestone that can check it, and is refused till then. */
const rules: Record<string, { by: Giver[]; to: Target[] }> = {
  enquiry: { by: ['seeker'], to: ['intake', 'continuity', 'archive'] },
  assign: { by: ['intake', 'lead'], to: ['person'] },
  release: { by: ['counsellor', 'lead'], to: ['intake'] },
  role: { by: ['lead'], to: ['person'] },
  continuity: { by: ['intake', 'counsellor', 'lead'], to: ['continuity'] },
  archive: { by: ['intake', 'counsellor', 'lead'], to: ['archive'] },
  handover: { by: ['counsellor', 'lead'], to: ['person'] },
  deputy: { by: ['counsellor', 'lead'], to: ['person'] },
  supervise: { by: ['counsellor', 'lead'], to: ['person'] },
  rotate: { by: ['counsellor', 'lead'], to: anyone },
  relink: { by: ['counsellor', 'lead'], to: ['person'] },
};

const typ = 'sg1/grant';

/** G2 to G9 on the envelope of an age file that has been opened. */
export async function checkGrant(context: GrantContext, source: string | Bytes): Promise<GrantBody> {
  const doc = await openEnvelope('G2', typ, grantShape, source);
  const grant = doc.body;
  if (!mine(context, grant)) throw new Refused('G3'); // kill: G3.grant
  if (!placed(context, grant)) throw new Refused('G4'); // kill: G4.grant
  if (grant.obj === 'case') await checkKeys(grant); // kill: Grant.grant-asks-keys
  await checkGiver(context, doc); // kill: Grant.grant-asks-giver
  if (grant.obj === 'case') await checkLink(context, grant); // kill: Grant.grant-asks-link
  if (grant.until !== null && grant.until < context.today) throw new Refused('G8'); // kill: G8.grant
  if (grant.obj === 'agency-key') await checkAgencyKey(context, grant); // kill: Grant.grant-asks-agency-key
  return grant;
}

/** G3 */
function mine(context: GrantContext, grant: GrantBody): boolean {
  if ('uid' in grant.to) return grant.to.uid === context.me && context.myKids.includes(grant.to_kid); // kill: G3.to-me
  return context.roleKids[grant.to.role]?.includes(grant.to_kid) ?? false; // kill: G3.to-my-role
}

/** G4 */
function placed(context: GrantContext, grant: GrantBody): boolean {
  if (grant.agency !== context.agency) return false; // kill: G4.agency
  if (grant.obj === 'agency-key') return grant.id === context.agency && grant.epoch === 0; // kill: G4.agency-key
  return grant.id === context.case?.id && grant.ck_id === context.case.ckIds[grant.epoch]; // kill: G4.case-and-key
}

/** G5 */
async function checkKeys(grant: CaseGrant): Promise<void> {
  if (b64(await ckIdOf(unb64(grant.ck))) !== grant.ck_id) throw new Refused('G5'); // kill: G5.ck
  if ((grant.nk === null) !== (grant.nk_id === null)) throw new Refused('G5'); // kill: G5.nk-without-id
  if (grant.nk !== null && b64(await nkIdOf(unb64(grant.nk))) !== grant.nk_id) throw new Refused('G5'); // kill: G5.nk
}

/** G6 */
async function checkGiver(context: GrantContext, doc: Signed<GrantBody>): Promise<void> {
  const grant = doc.body;
  const rule = Object.hasOwn(rules, grant.why) ? rules[grant.why] : undefined;
  if (!rule || (grant.obj === 'agency-key') !== (grant.why === 'role')) throw new Refused('G6'); // kill: G6.reason
  if (!rule.to.includes('uid' in grant.to ? 'person' : grant.to.role)) throw new Refused('G6'); // kill: G6.to-whom
  if (grant.obj === 'agency-key' && (grant.until !== null || grant.link !== null)) throw new Refused('G6'); // kill: G6.agency-key-bounds
  if (grant.obj === 'case' && grant.why === 'enquiry') return checkEnquiry(context, grant, doc.sigs.length);
  if (grant.obj === 'case' && grant.why === 'release' && grant.nk === null) throw new Refused('G6'); // kill: G6.release-without-nk
  if (grant.obj === 'case' && grant.why === 'relink' && grant.nk !== null) throw new Refused('G6'); // kill: G6.relink-with-nk
  const giver = await giverOf(context, grant);
  if (!giver || !rule.by.some((role) => (giver.roles as string[]).includes(role))) throw new Refused('G6'); // kill: G6.by-whom
  if (grant.by_kid !== giver.sig.kid || grant.mseq === null || doc.sigs.length !== 1 || !(await signedBy(typ, doc, giver.sig))) throw new Refused('G6'); // kill: G6.signature
}

/** G6 for what a seeker gives: unsigned, at the beginning, without the note key, which a seeker must not know. */
function checkEnquiry(context: GrantContext, grant: CaseGrant, signatures: number): void {
  const first = grant.epoch === 0 && grant.nk === null && grant.by === context.case?.seeker;
  if (!first || grant.by_kid !== null || grant.mseq !== null || signatures > 0) throw new Refused('G6'); // kill: G6.enquiry
}

/** Who gave it must be a member now. Keys for years are judged by the manifest of their day, and only if the key opens something real. */
async function giverOf(context: GrantContext, grant: GrantBody): Promise<Member | null> {
  const { chain } = context;
  if (grant.obj === 'agency-key' || (grant.why !== 'continuity' && grant.why !== 'archive')) return memberOf(chain, chain.current, grant.by);
  if (grant.mseq === null || !context.opens || !(await context.opens(unb64(grant.ck), grant.epoch))) return null;
  const then = await manifestAt(chain, grant.mseq);
  return then && memberOf(chain, then, grant.by);
}

/** G7 */
async function checkLink(context: GrantContext, grant: CaseGrant): Promise<void> {
  if (grant.epoch === 0) return;
  if (grant.link === null || !context.ckBefore) throw new Refused('G7'); // kill: G7.missing
  const before = typeof context.ckBefore === 'function' ? await context.ckBefore(unb64(grant.ck)) : context.ckBefore;
  const at = { id: unb64(grant.id), epoch: grant.epoch, ckId: unb64(grant.ck_id) };
  const link = await linkOf(before, { origin: '', agency: unb64(grant.agency) }, at);
  if (!equal(link, unb64(grant.link))) throw new Refused('G7'); // kill: G7.another
}

/** G9 */
async function checkAgencyKey({ chain }: GrantContext, grant: KeyGrant): Promise<void> {
  if (grant.kid !== chain.current.body.roles[grant.purpose]?.kid) throw new Refused('G9'); // kill: G9.not-the-manifest
  for (const { kid: expected, seed } of [{ kid: grant.kid, seed: grant.seed }, ...grant.old]) {
    if (await kidOf(await recipient(unb64(seed))) !== expected) throw new Refused('G9'); // kill: G9.seed
  }
}

/** Opens an age file (G1) with one of our seeds and checks what is inside (G2 to G9). */
export async function openGrant(context: GrantContext, seeds: KeySeed[], file: Bytes): Promise<GrantBody> {
  for (const { seed } of seeds) {
    const inside = await unwrapWith(unb64(seed), file).catch((error: unknown) => {
      if (error instanceof Refused && error.check === 'box') return null;
      throw error;
    });
    if (inside) return checkGrant(context, inside);
  }
  throw new Refused('G3'); // kill: G3.open-grant
}

/** What a file says inside, unchecked: only to know what to fetch before it can be checked. */
export async function peekGrant(seeds: KeySeed[], file: Bytes): Promise<GrantBody | null> {
  for (const { seed } of seeds) {
    const inside = await unwrapWith(unb64(seed), file).catch(() => null);
    if (inside) return (await openEnvelope('G2', typ, grantShape, inside)).body;
  }
  return null;
}

/** Makes the age file of a grant: signed by staff, unsigned by a seeker. */
export async function makeGrant(body: GrantBody, signer: KeySeed | null, rcpt: string): Promise<string> {
  grantShape(body as unknown as Json);
  const payload = utf8(writeJson(body as unknown as Json));
  return b64(await wrapFor(rcpt, utf8(signEnvelope(typ, payload, signer ? [signer] : []))));
}

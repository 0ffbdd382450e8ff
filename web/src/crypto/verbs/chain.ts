// A lead's browser and the audit chain: where it goes on, whether what has come since follows, what other leads have signed, and its own signature (spec/audit.md).
import { checkBefore, checkChain, compare } from '../chain';
import { utf8 } from '../bytes';
import { learn, memberOf } from '../directory';
import { openEnvelope, signedBy, signEnvelope } from '../documents';
import { writeJson } from '../json';
import { id, integer, key32, object, one } from '../shape';
import { Refused, type Answer, type Argument, type HeadSays } from '../verbs';
import type { LeadHead } from '../wire';
import { chainOf, handOutVault, ownRecord, personOf, type Person, type State } from './person';

export const headTyp = 'sg1/audit';

/** The entry after which to ask; the largest number where nothing is remembered: then the head is all that is needed. */
export async function chainFrom(state: State): Promise<Answer<'chainFrom'>> {
  return { after: personOf(state).vault.chain?.seq ?? Number.MAX_SAFE_INTEGER };
}

const headShape = object({ v: one(1), agency: id, by: id, seq: integer, hash: key32 });

/** What a lead has signed; null if it is not hers, or of another agency. What the server says beside it does not count. */
async function signedHead(person: Person, { by, body }: LeadHead): Promise<{ seq: number; hash: string } | null> {
  const chain = chainOf(person), member = await memberOf(chain, chain.current, by);
  if (!member?.roles.includes('lead')) return null;
  const doc = await openEnvelope('A2', headTyp, headShape, body).catch(() => null);
  if (doc?.body.agency !== person.place.agency || doc.body.by !== by || !await signedBy(headTyp, doc, member.sig)) return null;
  return doc.body;
}

/** Heads of leads, each held against one's own chain. */
async function compared(person: Person, own: readonly { seq: number; hash: string }[], heads: readonly LeadHead[]): Promise<HeadSays[]> {
  return Promise.all(heads.map(async (head): Promise<HeadSays> => {
    const signed = await signedHead(person, head);
    return { by: head.by, seq: signed?.seq ?? 0, hash: signed?.hash ?? '', says: signed ? compare(own, signed) : 'unsigned' };
  }));
}

/** Older entries that a lead wants to read: no row is shown that does not lead to what was checked. */
export async function chainBefore(state: State, { entries, good }: Argument<'chainBefore'>): Promise<Answer<'chainBefore'>> {
  personOf(state);
  await checkBefore(entries, good);
  return {};
}

/** What is remembered first is believed: nobody who was not there can know more. */
export async function chainSeen(state: State, { entries, head, anew, heads, members }: Argument<'chainSeen'>): Promise<Answer<'chainSeen'>> {
  const person = personOf(state), known = person.vault.chain, own = await ownRecord(person), { sig } = person.keyring;
  if (!sig || own?.sig.kid !== sig.kid || !own.roles.includes('lead')) throw new Refused('state'); // kill: Chain.chain-seen-role
  if (known && !anew) await checkChain(known, entries, head, Date.now()); // kill: Chain.chain-seen-asks-check-chain
  await learn(chainOf(person), members.manifests, members.records);
  const said = await compared(person, [...(known && !anew ? [known] : []), ...entries, head], heads);
  if (!anew && said.some(({ says }) => says === 'other')) throw new Refused('A2'); // kill: A2.chain-seen-other
  if (head.seq === 0 || (known?.seq === head.seq && known.hash === head.hash)) return { vault: null, body: null, heads: said };
  person.vault.chain = head;
  const mine = { v: 1, agency: person.place.agency, by: person.uid, seq: head.seq, hash: head.hash };
  return { vault: await handOutVault(person), body: signEnvelope(headTyp, utf8(writeJson(mine)), [sig]), heads: said };
}

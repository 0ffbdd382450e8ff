// Deleting (spec/erase.md): what is announced has to be what the agency has signed, and an order of a counsellor has to be one.
import { learn, memberOf } from '../directory';
import { openEnvelope, signedBy } from '../documents';
import { binary, bool, date, id, kid, nullable, object, one, type Of } from '../shape';
import { Refused, type Answer, type Argument, type Policy } from '../verbs';
import type { Outcome, Preview } from '../wire';
import { chainOf, personOf, type State } from './person';

export const orderTyp = 'sg1/erase';

export const orderShape = object({
  v: one(1), agency: id, case: id, mode: one('delete', 'seal'), manifest: binary(32), request: nullable(id), way: one('case', 'phone', 'person', 'letter'),
  account: bool, by: id, by_kid: kid, at: date,
});
export type Order = Of<typeof orderShape>;

export const outcomeOf = ({ retention, years }: Policy): Outcome => (retention === 'doc' ? { mode: 'seal', years } : { mode: 'delete', years: 0 });

const count = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 0; // kill: Erasure.count
const counted = ({ cases, drafts, backups_until: gone }: Preview): boolean => count(drafts) && count(gone) && cases.every((one) => count(one.messages) && count(one.files)); // kill: Erasure.counted

/** The last day that the policy allows (Unix ms), and one more for clocks and zones. */
export function latest({ years }: Outcome, now = new Date()): number {
  return Date.UTC(now.getUTCFullYear() + years, now.getUTCMonth(), now.getUTCDate() + 1);
}

export async function erasing(state: State, { preview }: Argument<'erasing'>): Promise<Answer<'erasing'>> {
  const { current } = chainOf(personOf(state)), outcome = outcomeOf(current.body.policy), until = latest(outcome);
  if (preview.mode !== outcome.mode || preview.years !== outcome.years) throw new Refused('policy'); // kill: Erasure.erasing-outcome
  if (!counted(preview)) throw new Refused('policy'); // kill: Erasure.erasing-counts
  for (const { taken, sealed_until: day } of preview.cases) {
    if (day !== null && (outcome.mode !== 'seal' || !taken || !count(day) || day > until)) throw new Refused('policy'); // kill: Erasure.erasing-day
  }
  return { ...outcome, manifest: current.hash };
}

/** O1 to O4, as far as the seeker's browser can. */
export async function ordered(state: State, a: Argument<'ordered'>): Promise<Answer<'ordered'>> {
  const person = personOf(state), chain = chainOf(person), { policy } = chain.current.body;
  await learn(chain, a.members.manifests, a.members.records);
  const order = await openEnvelope('O1', orderTyp, orderShape, a.order), { body } = order;
  if ((body.way === 'case') !== (body.request !== null)) throw new Refused('O1'); // kill: O1.ordered
  if (body.agency !== person.place.agency || body.case !== a.case) throw new Refused('O2'); // kill: O2.ordered
  const outcome = outcomeOf(policy);
  if (body.mode !== outcome.mode) throw new Refused('O3'); // kill: O3.ordered
  const member = await memberOf(chain, chain.current, body.by);
  if (!member || member.sig.kid !== body.by_kid || !member.roles.some((role) => role === 'counsellor' || role === 'lead') || !(await signedBy(orderTyp, order, member.sig))) throw new Refused('O4'); // kill: O4.ordered
  return { ...outcome, alias: member.alias, way: body.way, account: body.account, at: Date.parse(`${body.at}T00:00:00Z`) };
}


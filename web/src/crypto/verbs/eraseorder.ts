// A counsellor's order to delete a case, at the seeker's request (PROTOCOL 2.8.18, spec/erase.md).
import { utf8 } from '../bytes';
import { signEnvelope } from '../documents';
import { writeJson } from '../json';
import { Refused, type Answer, type Argument } from '../verbs';
import { latest, orderTyp, outcomeOf, type Order } from './erasure';
import { chainOf, ownRecord, personOf, today, type State } from './person';

const aDay = 86_400_000;

/** What the policy says of a case that somebody has; `until`: the last day if it were sealed today. `wait`: days that an order waits. */
export async function outcome(state: State): Promise<Answer<'outcome'>> {
  const { policy } = chainOf(personOf(state)).current.body, what = outcomeOf(policy);
  return { ...what, until: what.mode === 'seal' ? latest(what) - aDay : null, wait: policy.erase_wait };
}

export async function orderErasure(state: State, a: Argument<'orderErasure'>): Promise<Answer<'orderErasure'>> {
  const person = personOf(state), { current } = chainOf(person), own = await ownRecord(person), { sig } = person.keyring;
  if (!sig || own?.sig.kid !== sig.kid || !own.roles.some((role) => role === 'counsellor' || role === 'lead')) throw new Refused('state'); // kill: Eraseorder.order-erasure-role
  if ((a.way === 'case') !== (a.request !== null)) throw new Refused('O1'); // kill: O1.order-erasure
  const order: Order = {
    v: 1, agency: person.place.agency, case: a.case, mode: outcomeOf(current.body.policy).mode, manifest: current.hash, request: a.request, way: a.way,
    account: a.account, by: person.uid, by_kid: sig.kid, at: today(),
  };
  return { order: signEnvelope(orderTyp, utf8(writeJson(order)), [sig]) };
}

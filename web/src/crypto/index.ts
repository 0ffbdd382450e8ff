// The one door to the sealing: verbs in, answers out, never a key (PROTOCOL 2.0). The Worker, the tests and the demo world come in here.
import { forgetRecipients } from './age';
import { nameNorm } from './password';
import { Refused, type Answer, type Argument, type Verb } from './verbs';
import { accept, confirm, openEnquiry } from './verbs/acceptance';
import { cases, openCase } from './verbs/case';
import { enquiry, enquirySent } from './verbs/enquiry';
import { message, sent } from './verbs/message';
import { emptyState, type State } from './verbs/person';
import { inviteIdOf, join, register, registered } from './verbs/register';
import { confirmSheet, makeAgency, published } from './verbs/setup';
import { codeLogin, directory, missing, passwordLogin, refreshed, signedIn } from './verbs/signin';
import { admit, adoptKeys, invite, invited, manifest, members } from './verbs/staff';
import { wanted } from './verbs/wanted';

type Handlers = { [V in Verb]: (state: State, argument: Argument<V>) => Promise<Answer<V>> };

const handlers: Handlers = {
  directory, name: async (_, { typed }) => ({ norm: nameNorm(typed) }), passwordLogin, codeLogin, signedIn, missing, register, join, registered, inviteId: inviteIdOf,
  enquiry, enquirySent, cases, openEnquiry, accept, confirm, openCase, message, sent, adoptKeys, makeAgency, confirmSheet, published,
  invite, invited, admit, manifest, members, wanted, refreshed,
  forget: async (state) => { forgetRecipients(); Object.assign(state, emptyState()); return {}; },
};

export type Handle = <V extends Verb>(verb: V, ...argument: Argument<V> extends undefined ? [] : [Argument<V>]) => Promise<Answer<V>>;

/** A key worker of its own, for one person. Verbs run one after the other, so that none sees another's half-made state. */
export function createWorker(): Handle {
  const state = emptyState();
  let last: Promise<unknown> = Promise.resolve();
  return (verb, ...argument) => {
    const run = () => answer(state, verb, argument[0] as never);
    const next = last.then(run, run);
    last = next;
    return next;
  };
}

/** Every failure leaves as a Refused with the id of a check; an unexpected one says no more than that nothing was sealed. */
async function answer<V extends Verb>(state: State, verb: V, argument: Argument<V>): Promise<Answer<V>> {
  try {
    if (!Object.hasOwn(handlers, verb)) throw new Refused('state');
    return await handlers[verb](state, argument);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('seal');
  }
}

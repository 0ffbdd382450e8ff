// The one door to the sealing: verbs in, answers out, never a key (PROTOCOL 2.0). The Worker, the tests and the demo world come in here.
import { forgetRecipients } from './age';
import { nameNorm } from './password';
import { Refused, type Answer, type Argument, type Verb } from './verbs';
import { accept, confirm, openEnquiry, putBack } from './verbs/acceptance';
import { cases, openCase, positions } from './verbs/case';
import { enquiry, enquirySent } from './verbs/enquiry';
import { openDraft, sealDraft } from './verbs/draft';
import { message, sent, takenBack } from './verbs/message';
import { emptyState, type State } from './verbs/person';
import { inviteIdOf, join, register, registered } from './verbs/register';
import { confirmSheet, makeAgency, published } from './verbs/setup';
import { codeLogin, directory, missing, passwordLogin, refreshed, signedIn } from './verbs/signin';
import { admit, adoptKeys, dismiss, invite, invited, manifest, members } from './verbs/staff';
import { tab, tabId, where } from './verbs/tab';
import { wanted } from './verbs/wanted';

type Handlers = { [V in Verb]: (state: State, argument: Argument<V>) => Promise<Answer<V>> };

const handlers: Handlers = {
  directory, name: async (_, { typed }) => ({ norm: nameNorm(typed) }), passwordLogin, codeLogin, signedIn, missing, register, join, registered, inviteId: inviteIdOf,
  tab, where, tabId, sealDraft, openDraft, enquiry, enquirySent, cases, positions, openEnquiry, accept, confirm, putBack, openCase, message, sent, takenBack, adoptKeys, makeAgency, confirmSheet, published,
  invite, invited, admit, dismiss, manifest, members, wanted, refreshed,
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

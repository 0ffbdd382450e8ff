// How verbs are run: one after the other, and every failure leaves as the id of a check.
import { forgetRecipients } from './age';
import { Refused, type Answer, type Argument, type Verb } from './verbs';
import { emptyState, type State } from './verbs/person';

export type Handlers = { [V in Verb]: (state: State, argument: Argument<V>) => Promise<Answer<V>> };

export type Handle = <V extends Verb>(verb: V, ...argument: Argument<V> extends undefined ? [] : [Argument<V>]) => Promise<Answer<V>>;

/** A key worker of its own, for one person. Verbs run one after the other, so that none sees another's half-made state. A verb that is not among `handlers` is refused. */
export function handleWith(handlers: Partial<Handlers>, state: State = emptyState()): Handle {
  let last: Promise<unknown> = Promise.resolve();
  return (verb, ...argument) => {
    const run = () => answer(handlers, state, verb, argument[0] as never);
    const next = last.then(run, run);
    last = next;
    return next;
  };
}

export async function forget(state: State): Promise<Record<string, never>> {
  forgetRecipients();
  Object.assign(state, emptyState());
  return {};
}

/** Every failure leaves as a Refused with the id of a check; an unexpected one says no more than that nothing was sealed. */
async function answer<V extends Verb>(handlers: Partial<Handlers>, state: State, verb: V, argument: Argument<V>): Promise<Answer<V>> {
  try {
    if (!Object.hasOwn(handlers, verb)) throw new Refused('state'); // kill: Handle.answer-state
    return await handlers[verb]!(state, argument);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('seal');
  }
}

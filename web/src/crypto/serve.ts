// The worker's side of the post: verbs come in, answers go out, or the id of the check that refused.
import type { Handle } from './handle';
import { Refused, type Argument, type Verb } from './verbs';

interface Request { id: number; verb: Verb; argument: Argument<Verb> }

export function serve(given: Handle): void {
  const handle = given as (verb: Verb, argument: unknown) => Promise<unknown>;
  self.onmessage = async ({ data: { id, verb, argument } }: MessageEvent<Request>) => {
    try {
      self.postMessage({ id, value: await handle(verb, argument) });
    } catch (error) {
      self.postMessage({ id, check: error instanceof Refused ? error.check : 'seal' });
    }
  };
}

// The key worker: the only thread that ever holds a key. It makes no request; pages post verbs and get answers (crypto/client.ts).
import { createWorker } from './crypto/index';
import { Refused, type Argument, type Verb } from './crypto/verbs';

interface Request { id: number; verb: Verb; argument: Argument<Verb> }

const handle = createWorker() as (verb: Verb, argument: unknown) => Promise<unknown>;

self.onmessage = async ({ data: { id, verb, argument } }: MessageEvent<Request>) => {
  try {
    self.postMessage({ id, value: await handle(verb, argument) });
  } catch (error) {
    self.postMessage({ id, check: error instanceof Refused ? error.check : 'seal' });
  }
};

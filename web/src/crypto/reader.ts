// The door for seekers who come back: those of seeker.ts, and taking in keys that others have given. Who writes for the first time needs none of it, and does not wait for it.
import { handleWith, type Handle } from './handle';
import { everybody } from './seeker';
import { adopt } from './verbs/adopt';

export const createReaderWorker = (): Handle => handleWith({ ...everybody, adopt });

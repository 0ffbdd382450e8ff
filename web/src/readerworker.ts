// The key worker of a seeker who comes back: as worker.ts, and takes in keys that others have given.
import { createReaderWorker } from './crypto/reader';
import { serve } from './crypto/serve';

serve(createReaderWorker());

// The key worker of staff: as worker.ts, with all verbs.
import { createWorker } from './crypto/index';
import { serve } from './crypto/serve';

serve(createWorker());

// The seeker's key worker: the only thread that ever holds a key. It makes no request; pages post verbs and get answers (crypto/client.ts).
import { serve } from './crypto/serve';
import { createSeekerWorker } from './crypto/seeker';

serve(createSeekerWorker());

import { b64 } from '../../../src/crypto/bytes';
import { onShared, regrant } from '../rekey';

export const otherKey = onShared('shared-other-key', 'an earlier case, shared with a key that is not its own', ['G5'], (stage, waiting) => regrant(stage, waiting, (body) => { body.ck = b64(crypto.getRandomValues(new Uint8Array(32))); }));

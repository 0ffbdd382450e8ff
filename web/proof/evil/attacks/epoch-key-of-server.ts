import { b64 } from '../../../src/crypto/bytes';
import { onNewKeys, regrant } from '../rekey';

export const ofServer = onNewKeys('epoch-key-of-server', 'new keys of a case that the server has made, under the name that the case has now', ['G5'], (stage, waiting) => regrant(stage, waiting, (body) => { body.ck = b64(crypto.getRandomValues(new Uint8Array(32))); }), { long: true });

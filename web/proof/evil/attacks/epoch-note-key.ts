import { b64 } from '../../../src/crypto/bytes';
import { nkIdOf } from '../../../src/crypto/keys';
import { onNewKeys, regrant } from '../rekey';

export const noteKey = onNewKeys('epoch-note-key', 'new keys of a case, with a key for notes that no seeker is to have', ['G6'], (stage, waiting) => regrant(stage, waiting, async (body) => { const nk = crypto.getRandomValues(new Uint8Array(32)); Object.assign(body, { nk: b64(nk), nk_id: b64(await nkIdOf(nk)) }); }), { long: true });

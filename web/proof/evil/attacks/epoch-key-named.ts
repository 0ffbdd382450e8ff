import { b64 } from '../../../src/crypto/bytes';
import { ckIdOf } from '../../../src/crypto/keys';
import { onNewKeys, regrant } from '../rekey';

export const ofServer = onNewKeys('epoch-key-named', 'new keys of a case that the server and a counsellor have made without those before: row and grant agree', ['G7'], (stage, waiting) => regrant(stage, waiting, async (body) => { const ck = crypto.getRandomValues(new Uint8Array(32)); waiting.case.ck_id = b64(await ckIdOf(ck)); Object.assign(body, { ck: b64(ck), ck_id: waiting.case.ck_id }); }), { long: true });

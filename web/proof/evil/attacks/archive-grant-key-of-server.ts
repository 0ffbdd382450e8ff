import { b64 } from '../../../src/crypto/bytes';
import { ckIdOf } from '../../../src/crypto/keys';
import { random } from '../../../src/crypto/primitives';
import { archiveGrant, onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-grant-key-of-server', 'the lead\'s own signature under a grant whose key opens nothing of the case', ['G9'], async (stage) => {
  const ck = random(32), ckId = b64(await ckIdOf(ck)), file = await archiveGrant(stage, (body) => { Object.assign(body, { ck: b64(ck), ck_id: ckId }); });
  onOpening(stage, (stretch) => { stretch.grant.file = file; stretch.case.ck_id = ckId; });
});

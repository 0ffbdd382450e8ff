import { b64, unb64 } from '../../../src/crypto/bytes';
import { linkOf } from '../../../src/crypto/keys';
import type { Attack } from '../attack';
import { enquiry, grant, inside, reading, resealed, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-link-false', title: 'a new epoch with a key of the operator, signed by Karin; its link is made from another key than the one before', aimed: ['G7'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), [ck, wrong] = [crypto.getRandomValues(new Uint8Array(32)), crypto.getRandomValues(new Uint8Array(32))], fresh = await grant(of, 'release', ck);
    const link = b64(await linkOf(wrong, { origin: '', agency: of.agency }, { id: unb64(of.id), epoch: 1, ckId: unb64(fresh.ck_id) })), body = { ...fresh, why: 'rotate', epoch: 1, link };
    enquiry(stage, await seal(of, body, of.karin.signer), of.karin.uid, body, await resealed(stage, of, ck, 1));
  },
  expected: { says: ['refused.content'], may: reading },
};

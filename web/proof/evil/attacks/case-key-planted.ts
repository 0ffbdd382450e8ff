import { b64, unb64 } from '../../../src/crypto/bytes';
import { sealSelf } from '../../../src/crypto/keys';
import type { Case } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { reading } from '../insider';

export const attack: Attack = {
  id: 'case-key-planted', title: 'the server plants a copy of a case key that it knows, sealed as another account\'s copies are', aimed: ['box'], scene: 'back-by-code',
  arm: async (stage) => {
    const { ck, row } = await stage.world.karin.keys.case(stage.case.id), { uk, owner } = await stage.world.own.lead.keys.ring();
    const self = b64(await sealSelf(uk, { ...owner, agency: unb64(stage.world.agency), uid: unb64(row.seeker) }, { id: unb64(row.id), epoch: 0, ckId: unb64(row.ck_id) }, { ck, nk: null }));
    stage.proxy.swap<{ case: Case }>('GET cases/{}', (body) => { body.case.self = self as Case['self']; });
  },
  expected: { says: ['refused.content'], may: reading },
};

import { expect } from '@playwright/test';
import { b64, unb64 } from '../../../src/crypto/bytes';
import { nkIdOf, sealSelf } from '../../../src/crypto/keys';
import type { Attack } from '../attack';
import { answering, reading } from '../insider';

export const attack: Attack = {
  id: 'acceptance-by-two', title: 'two people are told that they have taken the same enquiry, and both get the copy of the first', aimed: ['box'], scene: 'desk-take', long: true,
  arm: async (stage) => {
    const { proxy } = stage;
    proxy.on('POST enquiries/{}/acceptance', () => answering({ case: null }));
    const of = stage.case, { ck, row } = await of.seeker.case(of.id), { uk, owner } = await stage.world.lead.keys.ring(), nk = crypto.getRandomValues(new Uint8Array(32));
    const self = b64(await sealSelf(uk, owner, { id: unb64(of.id), epoch: 0, ckId: unb64(row.ck_id) }, { ck, nk })), nk_id = b64(await nkIdOf(nk));
    proxy.on('GET cases/{}', () => answering({ case: { ...row, state: 'taken', counsellor: stage.world.lead.person.uid, self, nk_id }, grants: [] }));
    for (const kind of ['messages', 'notes']) proxy.on(`GET cases/{}/${kind}`, () => answering({ [kind]: [], held: [], more: false }));
  },
  expected: { says: ['refused.content'], may: ['POST enquiries/{}/acceptance', ...reading],
    also: async ({ proxy }) => { expect(proxy.calls('POST enquiries/{}/acceptance/confirmation'), 'the intake grant stays').toEqual([]); },
  },
};

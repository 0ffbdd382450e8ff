import type { Manifest } from '../../../src/crypto/documents';
import type { Attack } from '../attack';
import { inside, message, reading, serve, stillNamed, unseen } from '../insider';
import { resigned } from '../keys';

export const attack: Attack = {
  id: 'message-manifest-forged', title: 'a dismissed counsellor writes under an old manifest that the operator has signed anew', aimed: ['E1'], scene: 'back-by-code',
  arm: async (stage) => {
    const of = await inside(stage), { gina, own } = stage.world, mseq = stillNamed, signer = await own.lead.keys.signer();
    serve(stage, await message(of, { author: gina.person.uid, mseq, signer: await gina.keys.signer() }));
    stage.proxy.swap<{ manifest: string }>(`GET manifests/${mseq}`, ({ manifest }) => ({ manifest: resigned<Manifest>('sg1/manifest', manifest, (body) => { body.at = '2026-01-01'; }, [signer]) }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

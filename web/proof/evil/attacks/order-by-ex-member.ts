import type { Attack } from '../attack';
import { broken, reordered } from '../ending';

export const attack: Attack = {
  id: 'order-by-ex-member', title: 'the order is signed by somebody who was counsellor and lead, and was dismissed', aimed: ['O4'], scene: 'ordered', long: true,
  arm: async (stage) => {
    const { gina } = stage.world, signer = await gina.keys.signer();
    reordered(stage, (body) => { Object.assign(body, { by: gina.person.uid, by_kid: signer.kid }); }, [signer]);
  },
  expected: broken,
};

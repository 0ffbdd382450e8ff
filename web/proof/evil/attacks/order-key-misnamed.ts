import type { Attack } from '../attack';
import { broken, reordered } from '../ending';

export const attack: Attack = {
  id: 'order-key-misnamed', title: 'signed by the operator\'s key under the name of the counsellor\'s', aimed: ['O4'], scene: 'ordered', long: true,
  arm: async (stage) => {
    const { seed } = await stage.world.own.lead.keys.signer(), { kid } = await stage.world.karin.keys.signer();
    reordered(stage, () => undefined, [{ kid, seed }]);
  },
  expected: broken,
};

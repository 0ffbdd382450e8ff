import type { Attack } from '../attack';
import { broken, reordered } from '../ending';

export const attack: Attack = {
  id: 'order-signed-by-another', title: 'the order names the counsellor, and the operator has signed it', aimed: ['O4'], scene: 'ordered', long: true,
  arm: async (stage) => { reordered(stage, () => undefined, [await stage.world.own.lead.keys.signer()]); },
  expected: broken,
};

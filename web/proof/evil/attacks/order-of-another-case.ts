import type { Attack } from '../attack';
import { broken, instead, order } from '../ending';
import { another } from '../insider';

export const attack: Attack = {
  id: 'order-of-another-case', title: 'the order that waits is one for another case, well signed by the counsellor of both', aimed: ['O2'], scene: 'ordered',
  arm: async (stage) => { instead(stage, await order(stage.world.karin, (await another(stage.world)).id)); },
  expected: broken,
};

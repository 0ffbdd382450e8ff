import type { Attack } from '../attack';
import { broken, reordered } from '../ending';

export const attack: Attack = {
  id: 'order-without-request', title: 'asked for in a message, it says, and names none', aimed: ['O1'], scene: 'ordered', long: true,
  arm: async (stage) => { reordered(stage, (body) => { body.way = 'case'; }, [await stage.world.karin.keys.signer()]); },
  expected: broken,
};

import type { Attack } from '../attack';
import { broken, reordered } from '../ending';

export const attack: Attack = {
  id: 'order-mode', title: 'the order keeps for the archive what the agency has signed to delete', aimed: ['O3'], scene: 'ordered', long: true,
  arm: async (stage) => { reordered(stage, (body) => { body.mode = 'seal'; }, [await stage.world.karin.keys.signer()]); },
  expected: broken,
};

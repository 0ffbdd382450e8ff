import type { Attack } from '../attack';
import { broken, reordered } from '../ending';

export const attack: Attack = {
  id: 'order-of-another-agency', title: 'the order is one of another agency on the same server', aimed: ['O2'], scene: 'ordered', long: true,
  arm: async (stage) => { reordered(stage, (body) => { body.agency = stage.world.own.agency; }, [await stage.world.karin.keys.signer()]); },
  expected: broken,
};

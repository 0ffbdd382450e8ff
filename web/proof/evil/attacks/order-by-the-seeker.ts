import type { Attack } from '../attack';
import { broken, reordered } from '../ending';

export const attack: Attack = {
  id: 'order-by-the-seeker', title: 'the order says that the person has signed it herself', aimed: ['O4'], scene: 'ordered', long: true,
  arm: async (stage) => {
    const { keyring, owner } = await stage.case.seeker.ring(), pin = keyring.pin!;
    reordered(stage, (body) => { Object.assign(body, { by: Buffer.from(owner.uid).toString('base64url'), by_kid: pin.kid }); }, [pin]);
  },
  expected: broken,
};

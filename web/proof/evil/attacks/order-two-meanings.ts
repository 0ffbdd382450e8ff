import type { Attack } from '../attack';
import type { EraseOrder } from '../../../src/crypto/wire';
import { broken } from '../ending';
import { signedText } from '../keys';

export const attack: Attack = {
  id: 'order-two-meanings', title: 'the order says twice what becomes of the case, each time otherwise', aimed: ['O1', 'strict'], scene: 'ordered', long: true,
  arm: async ({ proxy, world }) => {
    const signer = await world.karin.keys.signer();
    proxy.swap<EraseOrder>('GET cases/{}/erasure', (body) => {
      const text = Buffer.from((JSON.parse(body.order!) as { payload: string }).payload, 'base64url').toString();
      return { ...body, order: signedText('sg1/erase', text.replace('"mode":"delete"', '"mode":"seal","mode":"delete"'), [signer]) };
    });
  },
  expected: broken,
};

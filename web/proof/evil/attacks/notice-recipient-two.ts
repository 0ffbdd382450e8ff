import { newEncKey } from '../../../src/crypto/keys';
import type { Attack } from '../attack';
import { noticeTo, settling } from '../account';

export const attack: Attack = {
  id: 'notice-recipient-two', title: 'beside the notifier\'s key stands a second one', aimed: ['seal'], scene: 'notice', long: true,
  arm: async (stage) => noticeTo(stage, `${(await newEncKey()).rcpt}\n${(await newEncKey()).rcpt}`),
  expected: { says: ['refused.seal'], may: settling },
};

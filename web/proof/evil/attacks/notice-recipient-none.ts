import type { Attack } from '../attack';
import { noticeTo, settling } from '../account';

export const attack: Attack = {
  id: 'notice-recipient-none', title: 'the notifier has no key, so that an address could only go out as it is', aimed: ['seal'], scene: 'notice', long: true,
  arm: (stage) => noticeTo(stage, ''),
  expected: { says: ['refused.seal'], may: settling },
};

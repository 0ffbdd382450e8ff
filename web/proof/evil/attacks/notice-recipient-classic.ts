import type { Attack } from '../attack';
import { noticeTo, settling } from '../account';

export const attack: Attack = {
  id: 'notice-recipient-classic', title: 'the notifier\'s key is one of the kind that a later quantum computer opens', aimed: ['seal'], scene: 'notice', long: true,
  arm: (stage) => noticeTo(stage, 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj'),
  expected: { says: ['refused.seal'], may: settling },
};

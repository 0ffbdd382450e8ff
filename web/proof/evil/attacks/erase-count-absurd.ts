import type { Attack } from '../attack';
import { notDeleted } from '../ending';

export const attack: Attack = {
  id: 'erase-count-absurd', title: 'more messages than can be counted would be deleted', aimed: ['data'], scene: 'erase', long: true,
  arm: ({ proxy }) => { proxy.text('GET me/erasure', (body) => body.replace(/"messages":\d+/, '"messages":1e400')); },
  expected: { says: ['problem.internal'], may: ['PUT session/tabs/{}'], also: notDeleted },
};

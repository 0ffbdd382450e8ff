import type { Attack } from '../attack';
import { another, inside, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-moved', title: 'an answer of Karin\'s to somebody else stands in this case', aimed: ['box'], scene: 'back-by-code',
  arm: async (stage) => {
    const other = { ...stage, case: await another(stage.world) }, from = await inside(other), [answer] = from.messages.slice(-1);
    serve(stage, { ...answer!, order: 3 });
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

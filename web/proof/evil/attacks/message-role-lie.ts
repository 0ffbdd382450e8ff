import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-role-lie', title: 'a counsellor writes under a role that her record does not give her', aimed: ['E1'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { role: 'lead' }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-two-meanings', title: 'a well signed message whose JSON has its text twice', aimed: ['E5', 'strict'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { json: (json) => json.replace('"text":', '"text":"Guten Tag.","text":') }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

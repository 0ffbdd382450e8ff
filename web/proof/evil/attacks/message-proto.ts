import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-proto', title: 'a well signed message whose JSON would change what every object is', aimed: ['E5', 'strict'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { json: (json) => json.replace('"v":1', '"__proto__":{"v":1},"v":1') }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

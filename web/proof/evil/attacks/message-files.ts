import type { Attack } from '../attack';
import { inside, message, reading, serve, unseen } from '../insider';

export const attack: Attack = {
  id: 'message-files', title: 'a well signed message with an attachment larger than any may be', aimed: ['E5'], scene: 'back-by-code', long: true,
  arm: async (stage) => {
    const of = await inside(stage);
    serve(stage, await message(of, { json: (json) => json.replace('"files":[]', `"files":[{"id":"${'A'.repeat(22)}","key":"${'A'.repeat(43)}","name":"x","type":"text/plain","size":10485761,"sha256":"${'A'.repeat(43)}"}]`) }));
  },
  expected: { says: ['case.sealed'], may: reading, also: unseen },
};

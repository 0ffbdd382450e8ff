import { ad, unb64 } from '../../../src/crypto/bytes';
import { sealing } from '../../../src/crypto/file';
import { random } from '../../../src/crypto/primitives';
import { spoilt } from '../file';

export const attack = spoilt('file-commitment', 'an attachment sealed under a key of the server\'s own, with the right context', 'F1', async (_, { world, case: { id }, link }) => {
  const whole = await sealing(random(32), ad('sg1/file', unb64(world.agency), unb64(id), unb64(link.split(' ')[0]!)), new Uint8Array(190_000));
  return Buffer.from(await whole.slice(0, whole.length));
});

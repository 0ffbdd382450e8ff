import type { Wrap } from '../../../src/crypto/wire';
import { onShelf } from '../shelf';

export const attack = onShelf('archive-proof-of-another', 'the password is right, and answered with somebody else\'s wrap', ['wrap'], async ({ proxy, world }) => {
  const { wrap } = (await world.karin.keys.ring()).session;
  proxy.swap<{ wrap: Wrap }>('POST me/proof', (body) => { body.wrap = wrap!; });
}, { says: ['refused.account'], may: ['PUT session/tabs/{}'] });

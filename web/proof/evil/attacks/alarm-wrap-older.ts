import { codeKeys, readCode } from '../../../src/crypto/code';
import type { Wrap } from '../../../src/crypto/wire';
import { sealWrap } from '../../../src/crypto/wrap';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'alarm-wrap-older', title: 'what was typed is proved, and answered with a sound wrap of an older generation', aimed: ['wrap'], scene: 'alarm', long: true,
  arm: async ({ proxy, case: { seeker, code } }) => {
    const { owner, uk } = await seeker.ring(), { kek } = await codeKeys(owner, 'seeker', await readCode(code));
    const wrap = await sealWrap(owner, { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) }, 0, uk);
    proxy.swap<{ wrap: Wrap }>('POST me/proof', (body) => { body.wrap = wrap; });
  },
  expected: { says: ['refused.account'], may: ['PUT session/tabs/{}'] },
};

import { codeKeys, readCode } from '../../../src/crypto/code';
import type { Session } from '../../../src/crypto/wire';
import { sealWrap } from '../../../src/crypto/wrap';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'recover-wrap-older', title: 'a wrap of the same return code, sound but of an older generation', aimed: ['wrap'], scene: 'recover', long: true,
  arm: async ({ proxy, case: { seeker, code } }) => {
    const { owner, uk } = await seeker.ring(), { kek } = await codeKeys(owner, 'seeker', await readCode(code));
    const wrap = await sealWrap(owner, { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) }, 0, uk);
    proxy.swap<Session>('POST auth/recover', (session) => { session.wrap = wrap; });
  },
  expected: { says: ['refused.account'] },
};

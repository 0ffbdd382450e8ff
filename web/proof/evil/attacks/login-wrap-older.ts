import { codeKeys, readCode } from '../../../src/crypto/code';
import type { Session } from '../../../src/crypto/wire';
import { sealWrap } from '../../../src/crypto/wrap';
import type { Attack } from '../attack';

export const older: Attack = {
  id: 'login-wrap-older', title: 'a wrap of the same code from before, sound but of an older generation', aimed: ['wrap'], scene: 'back-by-code',
  arm: async ({ proxy, case: { seeker } }) => {
    const { owner, uk } = await seeker.ring(), keys = await codeKeys(owner, 'seeker', await readCode(seeker.code));
    const wrap = await sealWrap(owner, { method: 'rc', kek: keys.kek, kdf: 0, x: new Uint8Array(0) }, 0, uk);
    proxy.swap<Session>('POST auth/login', (session) => { session.wrap = wrap; });
  },
  expected: { says: ['refused.account'] },
};

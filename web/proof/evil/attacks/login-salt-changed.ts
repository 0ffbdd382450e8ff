import { b64, unb64 } from '../../../src/crypto/bytes';
import { passwordKeys } from '../../../src/crypto/password';
import { where } from '../../../src/crypto/place';
import type { Session } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { json } from '../proxy';
import { typed } from '../people';

export const salt: Attack = {
  id: 'login-salt-changed', title: 'another salt for the password, and the account\'s real boxes whatever login key comes', aimed: ['box'], scene: 'back-by-name',
  arm: async ({ proxy, world }) => {
    // Whoever keeps the account's rows can hand them out without any login key; here the real server does it, for the real one.
    const place = where({ origin: world.origin, agency: world.agency });
    let real = '';
    proxy.swap<{ salt16: string }>('POST auth/pre', (answer) => { real = answer.salt16; answer.salt16 = b64(new Uint8Array(16).fill(7)); });
    proxy.on('POST auth/login', async (asked) => {
      const { auth } = await passwordKeys(place, 'seeker', typed.name, typed.password, unb64(real, 16), 1);
      const answer = await fetch(`${world.origin}/api/1/auth/login`, { method: 'POST', headers: { 'Siegel-Realm': 'seeker', 'Content-Type': 'application/json' }, body: JSON.stringify({ ...json<object>(asked), auth: b64(auth) }) });
      const body = Buffer.from(JSON.stringify(await answer.json() as Session));
      return { status: 200, headers: { 'content-type': 'application/json', 'set-cookie': answer.headers.getSetCookie() }, body };
    });
  },
  expected: { says: ['refused.content'], may: ['POST auth/login'] },
};

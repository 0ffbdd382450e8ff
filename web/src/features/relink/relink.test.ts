// Sharing an earlier case, from the page's side: a password that cannot be right is a wrong one, and nothing is shared. Names are compared as people say them.
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { newAgency, password, Rows, salt16, type Somebody } from '../../crypto/testing';
import type { Me } from '../../crypto/verbs';
import { me } from '../../session/account';
import { failure, page } from '../../session/testing';
import { sameName, share } from './relink';

const rows = new Rows();
let lead: Somebody;
beforeAll(async () => { lead = await newAgency(rows); });
afterEach(() => { me.value = null; vi.unstubAllGlobals(); });

test('a password that cannot be right shares nothing', async () => {
  const asked = page(() => lead.ask, {
    'auth/pre': { scheme: 'sg1', kdf: 2, salt16, work: null }, 'session': rows.session(lead.uid, null), 'me/grants': { grants: [] }, 'me/keyring': { version: 0, box: '' },
  });
  me.value = { uid: lead.uid, realm: 'staff', name: 'ilse' } as Me;
  expect(await failure(share('ysrKysrKysrKysrKysrKyg', 'Pj4-Pj4-Pj4-Pj4-Pj4-Pg', password.repeat(20)))).toEqual(['sign_in_failed', 401]);
  expect(asked.filter((one) => one.includes('cases/'))).toEqual([]);
});

test('one name, however it is typed, and never none', () => {
  expect([sameName(' Sonne  42', 'sonne 42'), sameName('sonne 42', 'sonne 43'), sameName(' ', '')]).toEqual([true, false, false]);
});

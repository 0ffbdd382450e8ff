// Deleting, from the page's side: what was counted under another document is not announced, and what cannot be right is a wrong password or code.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { newAgency, newSeeker, password, Rows, salt16, type Somebody } from '../../crypto/testing';
import type { Me } from '../../crypto/verbs';
import { me } from '../../session/account';
import { failure, page } from '../../session/testing';
import { order } from './desk';
import { announced, erase, fallsShort, type Announced } from './erasure';

const rows = new Rows(), preview = { mode: 'delete' as const, years: 0, cases: [], drafts: 0, backups_until: 0 };
let lead: Somebody, seeker: Somebody, somebody: Somebody, answers: Record<string, unknown>, asked: string[];
beforeAll(async () => {
  lead = await newAgency(rows);
  seeker = await newSeeker(rows);
});
beforeEach(() => {
  answers = { 'auth/pre': { scheme: 'sg1', kdf: 1, salt16, work: null } };
  asked = page(() => somebody.ask, answers);
});
afterEach(() => { me.value = null; vi.unstubAllGlobals(); });

const signedIn = (who: Somebody, realm: Me['realm'], name: string): void => {
  somebody = who;
  me.value = { uid: who.uid, realm, name } as Me;
};

test('what was counted under another document than the newest signed one is not announced', async () => {
  signedIn(seeker, 'seeker', '');
  const { manifest } = await seeker.ask('erasing', { preview });
  answers['session'] = rows.session(seeker.uid, null);
  answers['me/erasure'] = { ...preview, manifest: 'A'.repeat(43) };
  expect(await failure(announced())).toEqual(['conflict', 409]);
  answers['me/erasure'] = { ...preview, manifest };
  expect(await announced()).toMatchObject({ manifest, sent: null });
});

test('a receipt that names less, or keeps more, than was announced is seen; letters that came meanwhile are none of it', () => {
  const one = { id: 'a', taken: true, messages: 3, files: 1, sealed_until: null }, until = 1_800_000_000_000;
  const shown: Announced = { preview: { ...preview, cases: [one, { ...one, id: 'b', sealed_until: until }] }, manifest: '', sent: null };
  const receipt = (deleted: object, sealed = [until]) => ({ at: 0, deleted: { cases: 1, messages: 3, files: 1, drafts: 0, ...deleted }, sealed: sealed.map((day) => ({ until: day })), backups_until: 0 });
  for (const good of [receipt({}), receipt({ messages: 4 }), receipt({ cases: 2, messages: 6 }, [])]) expect(fallsShort(shown, good)).toBe(false);
  for (const short of [receipt({ cases: 0 }), receipt({ messages: 2 }), receipt({ files: 0 }), receipt({}, [until + 1]), receipt({}, [until, until])]) expect(fallsShort(shown, short)).toBe(true);
});

test('a code or a password that cannot be right is a wrong one, and nothing is deleted', async () => {
  signedIn(seeker, 'seeker', 'sonne 42');
  const shown = { preview, manifest: '', sent: null };
  for (const typed of [{ code: `${seeker.code.slice(0, -1)}!` }, { password: password.repeat(20) }]) expect(await failure(erase(shown, typed))).toEqual(['sign_in_failed', 401]);
  expect(asked).toEqual(['POST auth/pre']);
});

test('the same for a counsellor\'s order: it is not signed', async () => {
  answers['auth/pre'] = { scheme: 'sg1', kdf: 2, salt16, work: null };
  signedIn(lead, 'staff', 'ilse');
  expect(await failure(order('ysrKysrKysrKysrKysrKyg', { way: 'phone', request: null, account: false }, password.repeat(20)))).toEqual(['sign_in_failed', 401]);
  expect(asked).toEqual(['POST auth/pre']);
});

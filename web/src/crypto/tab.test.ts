import { describe, expect, test, vi } from 'vitest';
import { b64, hex, unb64 } from './bytes';
import { checkNotOlder, openTab, openWhere, readTabKey, sealTab, sealWhere, tabIdOf, type TabPlace, type TabText } from './tab';
import { bytes, load, refusal, sg1 } from './vectors';

const { tabs } = load('tab.json');

interface Case {
  what: string; refuse: string | null; key: string; origin: string; uid: string; handle: string; box: string; where: string;
  now: { keyring: number; vault: number; mseq: number }; json: string; at: string;
}

const placeOf = (one: Pick<Case, 'origin' | 'uid' | 'handle'>): TabPlace =>
  ({ owner: { origin: one.origin, agency: bytes(sg1.kdf.agency), uid: unb64(one.uid) }, handle: unb64(one.handle) });

describe('tab.json', () => {
  test.each(tabs as Case[])('$what: $refuse', async (one) => {
    const key = readTabKey(one.key), place = placeOf(one);
    const attempt = async () => {
      const left = await openTab(key, place, one.box), at = await openWhere(key, place, one.where);
      checkNotOlder(left, one.now);
      return [left, at];
    };
    expect(await refusal(attempt)).toBe(one.refuse);
    if (one.refuse === null) expect(await attempt()).toEqual([JSON.parse(one.json), one.at]);
  });

  test('all are here', () => expect(tabs.length).toBeGreaterThanOrEqual(16));
});

test('both boxes have the bytes of the vectors', async () => {
  const one = (tabs as Case[])[0]!, key = readTabKey(one.key), place = placeOf(one), salt = bytes(sg1.tab.salt);
  expect(await sealTab(key, place, JSON.parse(one.json) as TabText, salt)).toBe(one.box);
  expect(hex(unb64(one.box))).toBe(sg1.tab.box);
  expect(await sealWhere(key, place, one.at, salt)).toBe(one.where);
  expect(hex(await tabIdOf(key))).toBe(sg1.tab.tab_id);
});

test('what was sealed is opened again and compared', async () => {
  const one = (tabs as Case[])[0]!, key = readTabKey(one.key), place = placeOf(one), decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
  vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (...a) => {
    const plain = new Uint8Array(await decrypt(...a));
    plain[10]! ^= 1; // as a platform that gives back another byte
    return plain.buffer;
  });
  try { expect(await refusal(() => sealWhere(key, place, one.at))).toBe('seal'); } finally { vi.restoreAllMocks(); }
  await sealWhere(key, place, one.at);
});

test('a key that is none', async () => {
  for (const key of ['', 'x', b64(bytes('01 x 31')), `${b64(bytes('01 x 32'))}=`]) expect(await refusal(() => readTabKey(key))).toBe('box');
});

// "What we store about you": an address for notices is said to be there only while it is.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useCatalogue } from '../../i18n/i18n';
import { agency, type Agency } from '../../session/agency';
import { page } from '../../session/testing';
import { has, load, values, type Item } from './stored';
import notice from '../../../../locales/en/notice.json';
import stored from '../../../../locales/en/stored.json';

const item: Item = { key: 'notices', count: 0, bytes: 0, since: null, until: null };
beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { lang: '', dataset: {} } });
  useCatalogue('en', Object.fromEntries(Object.entries({ notice, stored }).flatMap(([name, texts]) => Object.entries(texts).map(([key, text]) => [`${name}.${key}`, text]))));
});
afterEach(() => { vi.unstubAllGlobals(); });

const shown = async (state: string): Promise<string[]> => {
  const asked = page(() => { throw new Error('no key is needed'); }, { 'me/stored': { items: [item] }, 'me/notice?lang=de': { state } });
  agency.value = { ...agency.value, notices: { recipient: 'age1pq1' } } as Agency;
  const { items, mail } = await load();
  expect(asked).toEqual(['GET me/stored', 'GET me/notice?lang=de']);
  return items.flatMap((one) => values(one, mail));
};

test('an address that is there is said, and whether its code was typed', async () => {
  expect(await shown('on')).toEqual(['E-mail: sealed, only for notices']);
  expect(await shown('waiting')).toEqual(['E-mail: sealed, not confirmed yet']);
});

test('an address that was taken away is none, with the reason why', async () => {
  expect(await shown('none')).toEqual(['E-mail: none']);
  for (const [state, reason] of [['lapsed', 'not typed in time'], ['broken', 'does not work'], ['stopped', 'turned off by the link']] as const) {
    const [first, why, ...more] = await shown(state);
    expect(first).toBe('E-mail: none');
    expect(why).toContain(reason);
    expect(more).toEqual([]);
  }
});

test('where no notices are sent, nothing is said of an address', () => {
  expect(values(item, null)).toEqual([]);
});

test('a password, a code or a name that there is not is said to be none, and nothing is told of how it is kept', () => {
  for (const key of ['name', 'password', 'code']) {
    const none = { ...item, key };
    expect([values(none, null), has(none)]).toEqual([['there is none'], false]);
  }
  for (const key of ['password', 'code']) expect([values({ ...item, key, count: 1 }, null), has({ ...item, key, count: 1 })]).toEqual([['is set'], true]);
  expect([values({ ...item, key: 'drafts' }, null), has({ ...item, key: 'drafts' })]).toEqual([['nothing'], true]);
});

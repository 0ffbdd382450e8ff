// What a page stands on: an agency that lacks any of it is none, whatever else the answer holds.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSeekerWorker } from '../crypto/seeker';
import { agency, loadAgency } from './agency';
import { failure, page } from './testing';

const found = {
  id: 'ABEiM0RVZneImaq7zN3u_w', short: 'kiz', name: 'Krisenzentrum', exit: 'https://example.org', zone: 'Europe/Vienna', contact: { phone: '+43 1 0000000' }, languages: ['de'],
  colours: {}, texts: {}, ask: {}, crisis: [{ name: 'Notruf', numbers: [{ label: 'Notruf', number: '112' }] }], topics: [{ code: 'partner', label: { de: 'Partnerschaft' } }],
};
const answers: Record<string, unknown> = {};
beforeEach(() => { page(createSeekerWorker, answers); });
afterEach(() => { vi.unstubAllGlobals(); });

test('an agency with all of it is shown', async () => {
  answers['agencies/kiz'] = found;
  expect(await loadAgency('kiz', null)).toEqual(found);
  expect(agency.value).toEqual(found);
});

const wrong: [string, object][] = [
  ['no id', { id: undefined }], ['a name that is no text', { name: 5 }], ['no number to call', { contact: { phone: null } }], ['no way out', { exit: undefined }], ['no clock', { zone: undefined }],
  ['no language', { languages: [] }], ['a language that is none', { languages: [5] }], ['no list of languages', { languages: null }], ['no contact', { contact: null }],
  ['no colours', { colours: null }], ['no texts', { texts: 'none' }], ['no questions', { ask: undefined }],
  ['help without a name', { crisis: [{ numbers: [] }] }], ['help without a number', { crisis: [{ name: 'Notruf', numbers: [{ label: 'Notruf' }] }] }],
  ['a topic without a code', { topics: [{ label: {} }] }], ['a topic without words', { topics: [{ code: 'partner', label: null }] }],
];
test.each(wrong)('%s: no page is made of it', async (_, change) => {
  agency.value = null;
  answers['agencies/kiz'] = { ...found, ...change };
  expect(await failure(loadAgency('kiz', null))).toEqual(['internal', 0]);
  expect(agency.value).toBeNull();
});

import { expect, test, vi } from 'vitest';
import type { OpenMessage } from '../../crypto/verbs';

vi.stubGlobal('ASSETS', {});
const { handleOf, lines } = await import('./archive');

const message = (over: Partial<OpenMessage>): OpenMessage => ({
  id: 'm', order: 1, author: 'a', role: 'seeker', mine: false, kind: 'message', state: 'open', text: 'x', lang: 'de', at: 0, exact: true, files: [], ...over,
});

test('each line says who wrote to whom: seekers to the agency, staff to the seeker, notes to nobody', () => {
  const found = lines([message({ id: '1' }), message({ id: '2', role: 'counsellor' }), message({ id: '3', role: 'counsellor', kind: 'note' })], 'Wolke', { 2: 'Frau K.', 3: 'Frau K.' });
  expect(found.map(({ from, to }) => [from, to])).toEqual([['Wolke', ''], ['Frau K.', 'Wolke'], ['Frau K.', '']]);
});

test('the short name of a case is the one in the name of its file', () => {
  expect(handleOf('Ab-_cdEFghIJklMNopQRst')).toBe('abcdefgh');
});

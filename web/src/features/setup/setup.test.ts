import { expect, test } from 'vitest';
import type { Sheet } from '../../crypto/verbs';
import { asked, contactOf, grouped } from './setup';

test('a line of the sheet is read in groups of four', () => {
  expect(grouped('9F3B-GB7M-4D')).toEqual(['9F3B', 'GB7M', '4D']);
  expect(grouped('75PBT69RA5')).toEqual(['75PB', 'T69R', 'A5']);
});

test('an identity keeps its name in one piece and loses nothing', () => {
  const text = 'AGE-SECRET-KEY-PQ-13U7PDWW2446ZP1Q';
  expect(grouped(text)).toEqual(['AGE-SECRET-KEY-PQ-1', '3U7P', 'DWW2', '446Z', 'P1Q']);
  expect(grouped(text).join('')).toBe(text);
});

const sheet = (from: number): Sheet => ({
  fingerprint: 'F', lines: [{ key: 'fingerprint', text: 'F' }, { key: 'paper', text: '0123-4567-89AB-CDEF' }], ask: { line: 1, from, length: 8 },
});

test.each([[1, 1, 2], [9, 3, 4], [41, 11, 12]])('what is asked from place %i on is called group %i and %i', (from, first, second) => {
  expect(asked(sheet(from))).toEqual({ line: 'paper', first, second });
});

test('what is signed are the phone of the agency and the numbers of its own country', () => {
  const numbers = (country: string, number: string) => ({ country, name: country, numbers: [{ label: 'Notruf', number }] });
  const agency = { contact: { phone: '1', mail: '', address: '' }, crisis: [numbers('AT', '144'), numbers('LU', '113')] } as unknown as Parameters<typeof contactOf>[0];
  expect(contactOf(agency)).toEqual({ phone: '1', emergency: [{ label: 'Notruf', number: '144' }] });
});

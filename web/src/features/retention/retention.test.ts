import { expect, test, vi } from 'vitest';

vi.stubGlobal('ASSETS', {});
const { mostYears, wholeNumber } = await import('./retention');

test('years are whole numbers from 1 to 30, however they are typed', () => {
  expect(['1', ' 7 ', '30'].map((typed) => wholeNumber(typed, mostYears))).toEqual([1, 7, 30]);
  for (const typed of ['', '0', '31', '1.5', '-1', '1e1', 'zehn', '٣']) expect(wholeNumber(typed, mostYears)).toBeNull();
});

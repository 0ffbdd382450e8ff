import { expect, test } from 'vitest';
import { joined } from './draft';

const most = 50_000;

test('two earlier versions are one text, the newer one last', () => {
  expect(joined('', 'neu')).toBe('neu');
  expect(joined('alt', 'neu')).toBe('alt\n\nneu');
  expect(joined('alt und mehr', 'alt')).toBe('alt und mehr');
  expect(joined('alt', 'alt und mehr')).toBe('alt und mehr');
  expect(joined('a'.repeat(most - 3), 'b')).toHaveLength(most);
});

test('what does not fit is cut from the older one, where everybody sees it', () => {
  const text = joined(`weg${'a'.repeat(29_990)}Ende`, 'b'.repeat(30_000));
  expect(text).toHaveLength(most);
  expect(text.startsWith('[…]\naaa')).toBe(true);
  expect(text.endsWith(`Ende\n\n${'b'.repeat(30_000)}`)).toBe(true);
});

test('no character is cut in half, and the newer one is whole whatever its length', () => {
  for (const length of [most - 8, most - 9]) {
    const text = joined('🌊'.repeat(20_000), 'b'.repeat(length));
    expect(text).not.toMatch(/[\ud800-\udfff]/u); // with the flag only halves match
    expect(text.endsWith('b'.repeat(length))).toBe(true);
    expect(text.length).toBeLessThanOrEqual(most);
  }
  expect(joined('alt', 'b'.repeat(most))).toBe('b'.repeat(most));
});

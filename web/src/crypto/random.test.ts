import { expect, it } from 'vitest';
import { below, newId, pick } from './random';

it('makes ids of 16 bytes that differ', () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{21}[AQgw]$/);
});

it('draws every number below n, and none other', () => {
  const drawn = new Set(Array.from({ length: 2000 }, () => below(7)));
  expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(below(1)).toBe(0);
});

it('picks from the list', () => { expect(['a', 'b']).toContain(pick(['a', 'b'])); });

// Inviting, from the page's side.
import { afterEach, expect, test, vi } from 'vitest';
import { createWorker } from '../../crypto/index';
import { refusal } from '../../crypto/vectors';
import { page } from '../../session/testing';
import { invite } from './staff';

afterEach(() => { vi.unstubAllGlobals(); });

test('nobody is invited by a link that does not say which keys are the agency\'s', async () => {
  const asked = page(createWorker, {});
  for (const none of [undefined, '']) expect(await refusal(() => invite(['counsellor'], none))).toBe('D2');
  expect(asked).toEqual([]);
});

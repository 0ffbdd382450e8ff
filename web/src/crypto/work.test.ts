// Proof of work: the lowest counter that does, as the vectors say, and no task that no server of ours gives.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createSeekerWorker } from './seeker';
import { load, refusal } from './vectors';

interface Task { token: string; bits: number; proof: string }
const { tasks } = load('work.json') as { tasks: Task[] };

afterEach(() => { vi.unstubAllGlobals(); });

describe('work.json', () => {
  test.each(tasks)('$bits bits', async ({ token, bits, proof }) => {
    expect(await createSeekerWorker()('work', { token, bits })).toEqual({ proof });
  });

  test('the same without WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    for (const { token, bits, proof } of tasks.slice(0, 2)) expect(await createSeekerWorker()('work', { token, bits })).toEqual({ proof });
  });
});

test('nobody is made to reckon for ever', async () => {
  const ask = createSeekerWorker(), { token } = tasks[0]!;
  for (const bits of [0, 8, 32, 1.5, NaN]) expect(await refusal(() => ask('work', { token, bits }))).toBe('state');
  expect(await refusal(() => ask('work', { token: token.slice(4), bits: 1 }))).toBe('state');
  await ask('work', { token, bits: 1 });
});

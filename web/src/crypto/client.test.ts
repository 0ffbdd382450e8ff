// Which scripts a page starts: those of its build, and no other.
import { afterEach, expect, test, vi } from 'vitest';
import { trusted } from './client';

afterEach(() => { vi.unstubAllGlobals(); });

test('only the scripts of the build pass the one door there is', () => {
  const made: string[] = [];
  for (const [name, value] of Object.entries({
    WORKER_URL: '/assets/worker.1.js', READER_URL: '/assets/readerworker.4.js', ZIP_URL: '/assets/zipworker.2.js', SECOND_URL: '/assets/second.3.js',
    trustedTypes: { createPolicy: (policy: string, rules: object) => { made.push(policy); return rules; } },
  })) vi.stubGlobal(name, value);
  for (const path of ['/assets/worker.1.js', '/assets/zipworker.2.js', '/assets/second.3.js']) expect(trusted(path)).toBe(path);
  for (const path of ['/assets/worker.2.js', 'https://other.example/assets/worker.1.js', 'data:text/javascript,', '']) expect(() => trusted(path)).toThrow(TypeError);
  expect(made).toEqual(['sg1-worker']);
});

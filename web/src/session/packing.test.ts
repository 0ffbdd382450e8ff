// The names in an archive that is packed file by file: none leads out of its folder, none comes twice. What is packed is tested with the worker itself (zip.test.ts, e2e).
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { utf8 } from '../crypto/bytes';
import { packing } from './packing';
import { failure } from './testing';

let asked: number;
beforeEach(() => {
  asked = 0;
  vi.stubGlobal('ZIP_URL', 'zipworker.js');
  vi.stubGlobal('Worker', class {
    onmessage: (event: { data: unknown }) => void = () => undefined;
    postMessage(): void { asked++; queueMicrotask(() => { this.onmessage({ data: new Uint8Array(1) }); }); }
    terminate(): void { /* nothing runs */ }
  });
});
afterEach(() => { vi.unstubAllGlobals(); });

test('a name comes once, and stays inside', async () => {
  const zip = packing(), add = (name: string) => zip.add({ name, bytes: utf8('x') });
  await add('files/1-a.jpg');
  for (const name of ['files/1-a.jpg', 'FILES/1-A.jpg', '../a', '/a', 'a/../b', '']) expect(await failure(add(name))).toEqual(['internal', 0]);
  await add('files/2-a.jpg');
  expect(asked).toBe(2);
  zip.stop();
});

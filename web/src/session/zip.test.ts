// Archives: what goes in comes out, and no name leads out of the folder.
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { Failed } from './api';
import { zip, type Packed } from './zip';

/** The worker's script, run beside the test: what the browser would start under its address. */
class LocalWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: (() => void) | null = null;
  static script: ((event: { data: unknown }) => void) | null = null;
  constructor(readonly path: string) { paths.push(path); }
  postMessage(data: unknown): void {
    vi.stubGlobal('self', { postMessage: (value: unknown) => { queueMicrotask(() => this.onmessage?.({ data: value })); } });
    try { LocalWorker.script!({ data: structuredClone(data) }); } catch { queueMicrotask(() => this.onerror?.()); }
  }
  terminate(): void { ended++; }
}
const paths: string[] = [];
let ended = 0;

beforeAll(async () => {
  const scope: { onmessage?: (event: { data: unknown }) => void } = {};
  vi.stubGlobal('self', scope);
  vi.stubGlobal('Worker', LocalWorker);
  vi.stubGlobal('WORKER_URL', 'worker.js');
  vi.stubGlobal('ZIP_URL', 'zipworker.js');
  await import('../zipworker');
  LocalWorker.script = scope.onmessage!;
});

const bytes = (text: string): Packed['bytes'] => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

describe('zip', () => {
  test('what goes in comes out, under its name, and the worker ends', async () => {
    const archive = await zip([{ name: 'gespraech.html', bytes: bytes('a'.repeat(5_000)) }, { name: 'files/1-Grüße שלום.jpg', bytes: bytes('bild') }], Date.UTC(2026, 10, 22));
    expect(archive.length).toBeLessThan(1_000);
    const found = unzipSync(archive);
    expect(Object.keys(found)).toEqual(['gespraech.html', 'files/1-Grüße שלום.jpg']);
    expect(text(found['files/1-Grüße שלום.jpg']!)).toBe('bild');
    expect(text(found['gespraech.html']!)).toHaveLength(5_000);
    expect([paths.at(-1), ended]).toEqual(['zipworker.js', 1]);
  });

  test('as many files as an account can have', async () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ name: `files/${i}.txt`, bytes: bytes(String(i)) }));
    expect(Object.keys(unzipSync(await zip(many)))).toHaveLength(1_000);
  });

  test.each(['../a', 'a/../b', '/a', 'a\\b', 'c:a', '', 'a//b', '.a', 'a.', 'a ', 'a\nb', 'a‮b', 'x'.repeat(121), Array(3).fill('x'.repeat(80)).join('/')])('no name that leads elsewhere: %j', async (name) => {
    await expect(zip([{ name, bytes: bytes('x') }])).rejects.toThrow(Failed);
  });

  test('no two of one name, also where a system does not tell them apart', async () => {
    await expect(zip([{ name: 'a.txt', bytes: bytes('x') }, { name: 'A.TXT', bytes: bytes('y') }])).rejects.toThrow(Failed);
  });
});

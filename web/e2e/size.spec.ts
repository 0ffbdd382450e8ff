// Size budgets, in compressed bytes of bodies as they leave the server (UX check 34), and that nothing comes from another host.
import type { Browser, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { binary, expect, people, test, type Siegel } from './fixtures';
import { arrived, writesFirst } from './people';

test.use({ world: 'size' });

/** A page as people have it: a route in the context, as the other journeys set it, would switch the browser's cache off and count every file again. */
const plain = async (browser: Browser, width: number, height: number): Promise<Page> => (await browser.newContext({ viewport: { width, height } })).newPage();

/** What one journey costs. The recorder asks for gzip only, so the figure does not depend on what the browser prefers. */
function meter(page: Page, siegel: Siegel): { bytes(): number; requests(): string[]; hosts: Set<string> } {
  const hosts = new Set<string>();
  const [pieces, requests] = [siegel.recorder.sent.length, siegel.recorder.received.length];
  // Letters that other journeys have left in the pool are not part of the desk.
  const letters = /\/api\/1\/(enquiries|desk|cases)\b/;
  page.context().on('request', (request) => hosts.add(new URL(request.url()).host));
  return { bytes: () => siegel.recorder.sent.slice(pieces).reduce((sum, piece) => sum + (letters.test(piece.url) ? 0 : piece.bytes), 0), requests: () => siegel.recorder.received.slice(requests).map((r) => r.url), hosts };
}

test('34: the first view is at most 50 KB, the way to the sent letter 140 KB', async ({ browser, siegel }) => {
  const phone = await plain(browser, 360, 640);
  const m = meter(phone, siegel);
  await phone.goto(`${siegel.origin}/kiz`, { waitUntil: 'networkidle' });
  console.log(`first view: ${m.bytes()} bytes, ${m.requests().length} requests`);
  expect(m.bytes()).toBeGreaterThan(3_000);
  expect(m.bytes()).toBeLessThanOrEqual(50_000);
  expect(m.requests().length).toBeLessThanOrEqual(8);
  await writesFirst(phone, siegel, 'Kurz und leicht.', 'Leichtgewicht', 'federleichte worte im wind');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  console.log(`way to the sent letter: ${m.bytes()} bytes`);
  expect(m.requests().some((url) => url.includes('/worker.'))).toBe(true);
  expect(m.bytes()).toBeGreaterThan(60_000);
  expect(m.bytes()).toBeLessThanOrEqual(140_000);
  expect([...m.hosts]).toEqual([new URL(siegel.origin).host]);
  await phone.context().close();
});

test('34: the desk is at most 180 KB', async ({ browser, siegel }) => {
  const laptop = await plain(browser, 1280, 800);
  const m = meter(laptop, siegel);
  await laptop.goto(`${siegel.origin}/kiz/desk`);
  await laptop.getByLabel('Name', { exact: true }).fill(people.karin.name);
  await laptop.getByLabel('Passwort', { exact: true }).fill(people.karin.password);
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(laptop.getByRole('heading', { level: 1, name: 'Heute' })).toBeVisible({ timeout: 30_000 });
  console.log(`desk: ${m.bytes()} bytes`);
  expect(m.requests().some((url) => url.includes('worker.'))).toBe(true);
  expect(m.bytes()).toBeGreaterThan(60_000);
  expect(m.bytes()).toBeLessThanOrEqual(180_000);
  expect([...m.hosts]).toEqual([new URL(siegel.origin).host]);
  await laptop.context().close();
});

test('one static binary of at most 30 MB: no interpreter is asked for', () => {
  const elf = readFileSync(binary);
  expect(elf.length).toBeLessThanOrEqual(30_000_000);
  const [at, size, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)]; // ELF64: program headers
  const kinds = Array.from({ length: count }, (_, i) => elf.readUInt32LE(at + i * size));
  expect(kinds).toContain(1); // PT_LOAD
  expect(kinds).not.toContain(3); // PT_INTERP
});

// Size budgets, in compressed bytes as they cross the line (UX check 34), and that nothing comes from another host.
import type { CDPSession, Page } from '@playwright/test';
import { expect, people, test } from './fixtures';
import { arrived, writesFirst } from './people';

interface Meter { bytes: number; requests: number; hosts: Set<string> }

/** Counts the body bytes as transferred, gzip only, so that the figure does not depend on what the browser prefers. */
async function meter(page: Page): Promise<Meter> {
  const m: Meter = { bytes: 0, requests: 0, hosts: new Set() };
  await page.context().setExtraHTTPHeaders({ 'Accept-Encoding': 'gzip' });
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', (e) => { m.requests++; m.hosts.add(new URL(e.request.url).hostname); });
  session.on('Network.loadingFinished', (e) => { m.bytes += e.encodedDataLength; });
  return m;
}

test('34: the first view is at most 50 KB, the way to the sent letter 140 KB', async ({ phone, siegel }) => {
  const m = await meter(phone);
  await phone.goto(`${siegel.origin}/kiz`, { waitUntil: 'networkidle' });
  console.log(`first view: ${m.bytes} bytes, ${m.requests} requests`);
  expect(m.bytes).toBeGreaterThan(3_000);
  expect(m.bytes).toBeLessThanOrEqual(50_000);
  expect(m.requests).toBeLessThanOrEqual(8);
  await writesFirst(phone, siegel, 'Kurz und leicht.', 'Leichtgewicht', 'federleichte worte im wind');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  console.log(`way to the sent letter: ${m.bytes} bytes`);
  expect(m.bytes).toBeLessThanOrEqual(140_000);
  expect([...m.hosts]).toEqual(['127.0.0.1']);
});

test('34: the desk is at most 180 KB', async ({ laptop, siegel }) => {
  const m = await meter(laptop);
  await laptop.goto(`${siegel.origin}/kiz/desk`);
  await laptop.getByLabel('Name', { exact: true }).fill(people.karin.name);
  await laptop.getByLabel('Passwort', { exact: true }).fill(people.karin.password);
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(laptop.getByRole('heading', { name: /Eingang/ })).toBeVisible({ timeout: 30_000 });
  console.log(`desk: ${m.bytes} bytes`);
  expect(m.bytes).toBeGreaterThan(50_000);
  expect(m.bytes).toBeLessThanOrEqual(180_000);
  expect([...m.hosts]).toEqual(['127.0.0.1']);
});

// What a slow phone on a slow line shows: the start page and the first letter in a Chromium with 1.6 Mbit/s, 150 ms and a fourth of the processor.
// Run by `make bench` (bench/throttled.go) with the address of a start page; writes one line of JSON, in milliseconds.
import { chromium } from '@playwright/test';

const [, , address] = process.argv;
const executablePath = process.env.SIEGEL_CHROMIUM ?? '/usr/bin/chromium';
const runs = 3;

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const all = [];
  for (let i = 0; i < runs; i++) all.push(await visit());
  const median = (key) => all.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(runs / 2)];
  console.log(JSON.stringify(Object.fromEntries(Object.keys(all[0]).map((key) => [key, median(key)]))));
} finally { await browser.close(); }

async function visit() {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'de-AT', timezoneId: 'Europe/Vienna' }), page = await context.newPage();
  await page.addInitScript(() => {
    const seen = { largest: 0, shift: 0, tasks: [] };
    window.seen = seen;
    const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    watch('largest-contentful-paint', (entry) => { seen.largest = entry.startTime; });
    watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
    watch('longtask', (entry) => { seen.tasks.push({ at: performance.timeOrigin + entry.startTime, took: entry.duration }); });
  });
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 1.6e6 / 8 });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(address, { waitUntil: 'load' });
  await page.waitForTimeout(1500); // nothing comes late
  const start = await page.evaluate(() => ({ first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, ...window.seen }));
  const began = Date.now();
  await page.getByRole('link', { name: 'Jetzt schreiben' }).first().click();
  await page.getByRole('link', { name: 'Weiter' }).click();
  const clicked = Date.now();
  const box = page.getByLabel('Ihre Nachricht', { exact: true });
  await box.waitFor({ state: 'visible', timeout: 60_000 });
  await box.click();
  const usable = Date.now() - clicked, way = Date.now() - began, typing = Date.now();
  await box.pressSequentially('Ich weiß nicht mehr, wie es weitergehen soll. ', { delay: 40 });
  await page.waitForTimeout(1000);
  const later = await page.evaluate(() => window.seen);
  await context.close();
  return {
    First: start.first, Largest: start.largest, Usable: usable, Way: way, Shift: Math.max(start.shift, later.shift),
    Longest: Math.max(0, ...later.tasks.filter((task) => task.at > typing).map((task) => task.took)),
  };
}

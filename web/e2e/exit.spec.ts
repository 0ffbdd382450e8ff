// Leaving at once (UX checks 1 to 6): with the back/forward cache on, a server that hangs, two tabs, and staff in the same browser.
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, test, watched, type Siegel } from './fixtures';
import { atTheDesk, comesBack, hasWritten } from './people';

test.use({ world: 'exit' });

const secret = 'Kanarienwort Zimtbrummel im Wolkenhafen 4711';
const target = 'https://wetter.example/';

/** The exit link is in view at the end of the page, large enough, and nothing lies above it. */
async function exitIsThere(page: Page, within = 'body'): Promise<void> {
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const link = page.locator(within).getByRole('link', { name: /^(Schnell verlassen|Leave quickly)$/ }).first();
  const box = await link.boundingBox();
  expect(box, `${page.url()} has the exit link`).not.toBeNull();
  if (!box) return;
  expect(box.width).toBeGreaterThanOrEqual(44);
  expect(box.height).toBeGreaterThanOrEqual(44);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(640);
  const hit = await page.evaluate(([x, y]) => document.elementFromPoint(x ?? 0, y ?? 0)?.closest('a')?.textContent?.trim(), [box.x + box.width / 2, box.y + box.height / 2]);
  expect(hit).toMatch(/^(Schnell verlassen|Leave quickly)$/);
}

/** Signs in over two public pages of the agency, so that Back has something to show that it must not show. */
async function comesByLinks(page: Page, siegel: Siegel): Promise<void> {
  const { code } = await hasWritten(siegel, secret);
  await page.goto(`${siegel.origin}/kiz/safety`);
  await page.goto(`${siegel.origin}/kiz`);
  await page.getByRole('link', { name: 'Ich habe schon einen Zugang' }).click();
  await page.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await page.getByLabel('Rückkehr-Code').fill(code);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page.getByText(secret)).toBeVisible();
}

/** Two steps back show neither the letter nor whose page it was. */
async function showsNothing(page: Page): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await page.goBack().catch(() => null);
    await page.waitForLoadState('domcontentloaded');
    await expect(page.getByRole('heading', { level: 1, name: 'Portal' }), 'Back leads to the neutral page, not out of the history').toBeVisible();
    const shown = await page.evaluate(() => document.documentElement.innerText + document.title);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('Kriseninsel');
  }
}

async function leavesWithoutBeacon(page: Page, siegel: Siegel): Promise<void> {
  await comesByLinks(page, siegel);
  await page.route('**/exit', (route) => route.abort());
  await page.getByRole('link', { name: 'Schnell verlassen', exact: true }).first().click();
  await page.waitForURL(target);
}

test('1: on every seeker page the exit is in view, large and free', async ({ phone, siegel }) => {
  for (const path of ['', '/safety', '/help', '/privacy', '/limits', '/imprint', '/accessibility', '/write', '/sign-in', '/messages', '/nothing-here', '/en', '/en/safety']) {
    await phone.goto(`${siegel.origin}/kiz${path}`);
    await exitIsThere(phone);
  }
  await phone.goto(`${siegel.origin}/no-such-agency`);
  await exitIsThere(phone);
});

test('1: without the script, and where the server cannot be reached, the exit is there too', async ({ phone, siegel }) => {
  await phone.route('**/*.js', (route) => route.abort());
  for (const path of ['', '/safety', '/write', '/sign-in']) {
    await phone.goto(`${siegel.origin}/kiz${path}`);
    await exitIsThere(phone);
  }
  // The page that the proxy shows when we are down.
  const body = readFileSync(new URL('../../deploy/unreachable.html', import.meta.url));
  await phone.route('**/unreachable', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await phone.goto(`${siegel.origin}/unreachable`);
  await exitIsThere(phone);
  expect(await phone.getByRole('link', { name: 'Schnell verlassen' }).getAttribute('href')).toMatch(/^https:\/\//);
});

test('1: it is the first thing inside the dialog that asks for the password again, and leads out of it', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  await phone.getByLabel('Ihre Nachricht').fill('Noch ein Satz.');
  await phone.context().clearCookies();
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(phone.getByRole('dialog')).toBeVisible();
  await exitIsThere(phone, 'dialog[open]');
  expect(await phone.evaluate(() => document.querySelector('dialog[open] :is(a, button, input)')?.matches('a[data-exit]'))).toBe(true);
  await phone.getByRole('dialog').getByRole('link', { name: 'Schnell verlassen' }).click();
  await phone.waitForURL(target);
});

test('20: after 18 minutes a question with the exit in it, after 20 nothing is left, also without a network', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await phone.clock.install();
  await comesBack(phone, siegel, code);
  await expect(phone.getByText(secret)).toBeVisible();
  await phone.clock.fastForward('17:00');
  await expect(phone.getByRole('dialog')).toHaveCount(0);
  await phone.clock.fastForward('01:10');
  const stay = phone.getByRole('button', { name: 'Angemeldet bleiben' });
  await expect(stay).toBeFocused();
  await exitIsThere(phone, 'dialog[open]');
  await phone.keyboard.press('Escape');
  await expect(phone.getByRole('dialog')).toHaveCount(0);
  await expect(phone.getByText(secret)).toBeVisible();
  await phone.context().setOffline(true);
  await phone.clock.fastForward('20:10');
  await expect(phone.getByText(secret)).toHaveCount(0);
  expect(await phone.evaluate(() => document.documentElement.innerHTML)).not.toContain(secret);
});

test('1: the exit is also inside an open dialog', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByRole('button', { name: 'Mehr Nummern' }).click();
  await expect(phone.getByRole('dialog')).toBeVisible();
  await exitIsThere(phone, 'dialog[open]');
});

test('2 and 3: everything is gone before the click handler returns, although the server hangs; Back shows nothing', async ({ phone, siegel }) => {
  await comesByLinks(phone, siegel);
  siegel.recorder.hang = () => true;
  try {
    const left = await phone.evaluate((text) => {
      (document.querySelector('a[data-exit]') as HTMLAnchorElement).click();
      return document.documentElement.innerHTML.includes(text) || document.title.includes(text);
    }, secret);
    expect(left).toBe(false);
    await phone.waitForURL(target);
  } finally { siegel.recorder.hang = null; }
  await showsNothing(phone);
});

test('3: the same when the beacon never arrives', async ({ phone, siegel }) => {
  await leavesWithoutBeacon(phone, siegel);
  await showsNothing(phone);
});

test('3: the same with the back/forward cache off', async ({ playwright, siegel }) => {
  const browser = await playwright.chromium.launch({ ...test.info().project.use.launchOptions, ignoreDefaultArgs: false });
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  await watched(context);
  const page = await context.newPage();
  await leavesWithoutBeacon(page, siegel);
  await showsNothing(page);
  await browser.close();
});

test('4: Shift three times leaves; typing capital letters does not', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByLabel('Ihre Nachricht').pressSequentially('ABC Äpfel');
  await phone.keyboard.press('Shift+A');
  await phone.keyboard.press('Shift+B');
  await phone.keyboard.press('Shift+C');
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue(/ABC Äpfel/);
  await phone.keyboard.press('Shift');
  await expect(phone.getByText(/noch zweimal/)).toBeVisible();
  await phone.keyboard.press('Shift');
  await expect(phone.getByText(/noch einmal/)).toBeVisible();
  await phone.keyboard.press('Shift');
  await phone.waitForURL(target);
});

test('5: a second seeker tab goes too, without a press', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  const second = await phone.context().newPage();
  await second.goto(`${siegel.origin}/kiz/write`);
  await second.getByLabel('Ihre Nachricht').fill(secret);
  await phone.getByRole('link', { name: 'Schnell verlassen', exact: true }).first().click();
  await second.waitForURL(target);
  await phone.waitForURL(target);
});

test('6: a desk in the same browser stays signed in, and no answer clears its cookies', async ({ laptop, siegel }) => {
  const cleared: string[] = [];
  laptop.context().on('response', (response) => { const value = response.headers()['clear-site-data']; if (value) cleared.push(value); });
  await atTheDesk(laptop, siegel, 'karin');
  const { code } = await hasWritten(siegel, secret);
  const seeker = await laptop.context().newPage();
  await comesBack(seeker, siegel, code);
  await seeker.getByRole('link', { name: 'Schnell verlassen', exact: true }).first().click();
  await seeker.waitForURL(target);
  await laptop.getByRole('button', { name: 'Neu laden' }).click();
  await expect(laptop.getByRole('button', { name: 'Abmelden' })).toBeVisible();
  expect((await laptop.context().cookies()).map((c) => c.name)).toContain('__Host-siegel-desk');
  for (const value of cleared) expect(value).toBe('"cache"');
});

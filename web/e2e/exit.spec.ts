// Leaving at once (UX checks 1 to 6): with the back/forward cache on, a server that hangs, two tabs, and staff in the same browser.
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { atTheDesk, comesBack, hasWritten } from './people';

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

test('1: on every seeker page the exit is in view, large and free', async ({ phone, siegel }) => {
  for (const path of ['', '/safety', '/help', '/privacy', '/limits', '/imprint', '/accessibility', '/write', '/sign-in', '/messages', '/nothing-here', '/en', '/en/safety']) {
    await phone.goto(`${siegel.origin}/kiz${path}`);
    await exitIsThere(phone);
  }
  await phone.goto(`${siegel.origin}/no-such-agency`);
  await exitIsThere(phone);
});

test('1: the exit is also inside an open dialog', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByRole('button', { name: 'Mehr Nummern' }).click();
  await expect(phone.getByRole('dialog')).toBeVisible();
  await exitIsThere(phone, 'dialog[open]');
});

test('2 and 3: everything is gone before the click handler returns, although the server hangs; Back shows nothing', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  await expect(phone.getByText(secret)).toBeVisible();
  siegel.recorder.hang = () => true;
  try {
    const left = await phone.evaluate((text) => {
      (document.querySelector('a[data-exit]') as HTMLAnchorElement).click();
      return document.documentElement.innerHTML.includes(text) || document.title.includes(text);
    }, secret);
    expect(left).toBe(false);
    await phone.waitForURL(target);
  } finally { siegel.recorder.hang = null; }
  for (let i = 0; i < 2; i++) {
    await phone.goBack().catch(() => null);
    await phone.waitForLoadState('domcontentloaded');
    const shown = await phone.evaluate(() => document.documentElement.innerText + document.title);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('Kriseninsel');
  }
});

test('3: the same when the beacon never arrives', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  await phone.route('**/exit', (route) => route.abort());
  await phone.getByRole('link', { name: 'Schnell verlassen', exact: true }).first().click();
  await phone.waitForURL(target);
  for (let i = 0; i < 2; i++) {
    await phone.goBack().catch(() => null);
    await phone.waitForLoadState('domcontentloaded');
    const shown = await phone.evaluate(() => document.documentElement.innerText + document.title);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('Kriseninsel');
  }
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

// An agency comes to life in browsers alone: the operator's link, keys, recovery sheet with type-back, an invitation, a second member.
import type { Page } from '@playwright/test';
import { expect, look, test } from './fixtures';

test.use({ viewport: { width: 1280, height: 800 } });

async function account(page: Page, name: string, password: string, alias: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByLabel(/Anzeigename/).fill(alias);
}

/** The field that asks for two groups of one line of the sheet: "3. und 4. Gruppe aus „Unterschrift auf Papier“". */
const ask = (page: Page) => page.getByLabel(/Gruppe aus/);

/** Reads the two groups off the sheet, as somebody does who has it on paper. */
async function typeBack(page: Page): Promise<void> {
  const words = await page.locator('label').filter({ hasText: /Gruppe aus/ }).innerText();
  const [, first, second, line] = /(\d+)\. und (\d+)\. Gruppe aus „(.+)“/.exec(words) ?? [];
  const groups = (await page.locator('dt').filter({ hasText: line ?? '?' }).locator('xpath=following-sibling::dd').locator('span').allInnerTexts()).map((g) => g.trim());
  await ask(page).fill(`${groups[Number(first) - 1]} ${groups[Number(second) - 1]}`.toLowerCase());
}

test('the first lead sets the agency up, is interrupted, goes on, and takes in a counsellor', async ({ laptop, browser, blank }) => {
  test.setTimeout(300_000); // axe looks at every screen four times
  // Before: nobody can write.
  await laptop.goto(`${blank.origin}/kiz`);
  await expect(laptop.getByRole('link', { name: 'Jetzt schreiben' })).toHaveCount(0);

  await laptop.goto(blank.link);
  await look(laptop, '20-setup-account');
  await account(laptop, 'gründung', 'gründliche worte für anfänge', 'Frau G.');
  await laptop.getByRole('button', { name: 'Weiter', exact: true }).click();
  await expect(laptop.getByText('+43 1 0000001').first()).toBeVisible({ timeout: 30_000 });
  expect(laptop.url()).not.toContain('#');
  await look(laptop, '21-setup-contact');

  // Interrupted: another day, another browser; the link says to sign in, and the set-up goes on.
  await laptop.context().clearCookies();
  await laptop.goto('about:blank');
  await laptop.goto(`${blank.origin}/kiz/desk`);
  await laptop.getByLabel('Name', { exact: true }).fill('gründung');
  await laptop.getByLabel('Passwort', { exact: true }).fill('gründliche worte für anfänge');
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(laptop.getByText('+43 1 0000001').first()).toBeVisible({ timeout: 30_000 });
  await laptop.getByLabel(/Anzeigename/).fill('Frau G.');
  await laptop.getByRole('button', { name: /alle stimmen/ }).click();
  await laptop.getByRole('radio', { name: /Löschen/ }).check();
  await laptop.getByRole('button', { name: 'Weiter', exact: true }).click();
  await expect(ask(laptop)).toBeVisible({ timeout: 30_000 });
  await look(laptop, '22-setup-sheet');
  await ask(laptop).fill('FALSCH12');
  await laptop.getByRole('button', { name: 'Blatt bestätigen' }).click();
  await expect(ask(laptop)).toHaveAttribute('aria-invalid', 'true');
  await typeBack(laptop);
  await laptop.getByRole('button', { name: 'Blatt bestätigen' }).click();
  await expect(laptop.getByText(/#f=[0-9A-Z]{26}/).first()).toBeVisible({ timeout: 30_000 });
  await look(laptop, '23-setup-done');

  await laptop.getByRole('button', { name: 'Team einladen' }).click();
  await laptop.getByRole('button', { name: 'Einladen' }).click();
  const link = laptop.locator('output').filter({ hasText: '/join#' });
  await expect(link).toBeVisible();
  await look(laptop, '24-team-invited');
  const address = await link.innerText();
  expect(address).toMatch(/\/kiz\/join#i=[\w-]{22}&f=[0-9A-Z]{26}$/);

  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const newcomer = await context.newPage();
  await newcomer.goto(address);
  await look(newcomer, '25-join');
  await account(newcomer, 'neuling', 'neue worte für neue leute', 'Herr N.');
  await newcomer.getByRole('button', { name: /Weiter|Beitreten/ }).click();
  await expect(newcomer.getByText(/Leitung/).first()).toBeVisible({ timeout: 30_000 });

  await laptop.getByRole('button', { name: 'Neu laden' }).click();
  await expect(laptop.getByText('Herr N.').first()).toBeVisible();
  await laptop.getByRole('button', { name: /aufnehmen/i }).click();
  await expect(laptop.getByRole('button', { name: /aufnehmen/i })).toHaveCount(0);
  await expect(laptop.getByText('Frau G.').first()).toBeVisible();
  await look(laptop, '26-team');

  await newcomer.goto(`${blank.origin}/kiz/desk`);
  await newcomer.getByLabel('Name', { exact: true }).fill('neuling');
  await newcomer.getByLabel('Passwort', { exact: true }).fill('neue worte für neue leute');
  await newcomer.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(newcomer.getByRole('heading', { level: 1, name: 'Heute' })).toBeVisible({ timeout: 30_000 });
  await context.close();

  await laptop.goto(`${blank.origin}/kiz`);
  await expect(laptop.getByRole('link', { name: 'Jetzt schreiben' })).toBeVisible();
});

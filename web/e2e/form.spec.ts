// A form that cannot be sent says why, leads there, and keeps what was typed (UX check 27).
import type { Page } from '@playwright/test';
import { expect, people, test } from './fixtures';

test.use({ world: 'form' });

/** The summary has the focus; each of its links leads to its field, which is marked and described by the same words. */
async function summed(page: Page, faults: number): Promise<void> {
  const summary = page.getByRole('alert').or(page.locator('.summary')).first();
  await expect(summary).toBeFocused();
  const links = summary.getByRole('link');
  await expect(links).toHaveCount(faults);
  for (let i = 0; i < faults; i++) {
    const words = await links.nth(i).innerText();
    await links.nth(i).click();
    const field = page.locator(':focus');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    const described = (await field.getAttribute('aria-describedby') ?? '').split(' ');
    const texts = await Promise.all(described.filter(Boolean).map((id) => page.locator(`[id="${id}"]`).innerText()));
    expect(texts.join(' ')).toContain(words);
  }
}

test('27: a name and a password that cannot be: the summary has the focus and leads to both; what was typed is still there', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByLabel('Ihre Nachricht').fill('Ein Brief, der bleibt.');
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByLabel('Name', { exact: true }).fill('ab');
  await phone.getByLabel('Passwort', { exact: true }).fill('kurz');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await summed(phone, 2);
  await expect(phone.getByLabel('Name', { exact: true })).toHaveValue('ab');
  await expect(phone.getByLabel('Passwort', { exact: true })).toHaveValue('kurz');
  await phone.getByLabel('Name', { exact: true }).fill('Abendstern 27');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await summed(phone, 1);
  await phone.goBack();
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue('Ein Brief, der bleibt.');
});

test('27: signing in without name and password, and with a wrong one', async ({ phone, laptop, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await summed(phone, 2);
  await phone.getByLabel('Name', { exact: true }).fill('Abendstern 27');
  await phone.getByLabel('Passwort', { exact: true }).fill('das falsche passwort');
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true', { timeout: 30_000 });
  await expect(phone.getByLabel('Name', { exact: true })).toHaveValue('Abendstern 27');

  await laptop.goto(`${siegel.origin}/kiz/desk`);
  await laptop.getByLabel('Name', { exact: true }).fill(people.karin.name);
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await summed(laptop, 1);
  await expect(laptop.getByLabel('Name', { exact: true })).toHaveValue(people.karin.name);
});

// The network is cut in the middle of what a seeker does: words say so, nothing typed is lost, and the same step goes on afterwards.
import type { Page } from '@playwright/test';
import { expect, look, test, type Siegel } from './fixtures';
import { comesBack, hasWritten } from './people';

test.use({ world: 'cut' });

const again = (page: Page) => page.getByRole('button', { name: 'Noch einmal versuchen' });
const cut = (page: Page) => page.getByText('Die Verbindung ist unterbrochen.').first();
const line = (page: Page, up: boolean) => page.context().setOffline(!up);
const box = (page: Page) => page.getByLabel('Ihre Nachricht');

/** Does something without a line, reads that it failed, and does it again with one. */
async function goesOn(page: Page, act: () => Promise<void>): Promise<void> {
  await line(page, false);
  await act();
  await expect(cut(page)).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('a[href="tel:112"]').first()).toBeVisible();
  await line(page, true);
  await again(page).first().click();
}

async function severalCases(siegel: Siegel): Promise<string> {
  const { code, person } = await hasWritten(siegel, 'Der erste Brief vor dem Schnitt.');
  await person.write({ topic: '', lang: 'de', text: 'Der zweite Brief vor dem Schnitt.', name: 'Schnitt', age: null, gender: null });
  return code;
}

test('signing in', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief vor dem Schnitt.');
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await line(phone, false);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(cut(phone)).toBeVisible({ timeout: 30_000 });
  await line(phone, true);
  await expect(phone.getByLabel('Rückkehr-Code')).toHaveValue(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByText('Ein Brief vor dem Schnitt.')).toBeVisible();
});

test('writing on later: the access is made once, and the text is kept', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`);
  await box(phone).fill('Ein Text im Funkloch.');
  await phone.getByRole('button', { name: 'Später weiterschreiben' }).click();
  await phone.getByLabel('Name', { exact: true }).fill('Funkloch 7');
  await phone.getByLabel('Passwort', { exact: true }).fill('tief unten im funkloch');
  await goesOn(phone, () => phone.getByRole('button', { name: 'Speichern', exact: true }).click());
  await expect(phone.getByRole('heading', { level: 1, name: 'Später weiterschreiben' })).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByText(/^Gespeichert um/)).toBeVisible();
});

test('looking for new messages, opening a case, one\'s own sessions', async ({ phone, siegel }) => {
  const code = await severalCases(siegel);
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByRole('button', { name: 'Öffnen' })).toHaveCount(2);
  await goesOn(phone, () => phone.getByRole('button', { name: 'Öffnen' }).first().click());
  await expect(box(phone)).toBeVisible();
  await goesOn(phone, () => phone.getByRole('button', { name: 'Nach neuen Nachrichten sehen' }).click());
  await expect(cut(phone)).toHaveCount(0);
  await goesOn(phone, () => phone.getByRole('button', { name: 'Ihr Zugang' }).click());
  await expect(async () => {
    for (const one of await again(phone).all()) await one.click({ timeout: 1_000 });
    await expect(phone.getByText('Diese Anmeldung')).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await phone.getByRole('button', { name: 'Zu meinen Nachrichten' }).click();
  await expect(phone.getByRole('button', { name: 'Ihr Zugang' })).toBeVisible();
  await line(phone, false);
  await phone.getByRole('button', { name: 'Ihr Zugang' }).click();
  await expect(phone.getByText('Auch hier fehlt die Verbindung.').first()).toBeVisible({ timeout: 30_000 });
  await expect(again(phone)).toHaveCount(1);
  await look(phone, 'r12-cut');
  await line(phone, true);
  await again(phone).click(); // one press for all of them
  await expect(phone.getByText('Diese Anmeldung')).toBeVisible();
  await expect(phone.getByText('Auch hier fehlt die Verbindung.')).toHaveCount(0);
  await expect(cut(phone)).toHaveCount(0);
});

test('a reload whose answers are lost asks again, and goes on without the password', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief über dem Neuladen.');
  await comesBack(phone, siegel, code);
  await expect.poll(() => phone.evaluate(() => Object.keys(sessionStorage).length)).toBe(1);
  await phone.waitForTimeout(500);
  await phone.route('**/opening', (route) => route.abort());
  await phone.reload();
  await expect(cut(phone)).toBeVisible();
  await phone.unrouteAll();
  await again(phone).click();
  await expect(phone.getByText('Ein Brief über dem Neuladen.')).toBeVisible();
});

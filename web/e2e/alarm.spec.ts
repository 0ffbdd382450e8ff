// "Somebody knows my password", and what somebody says about herself (UX R12).
import type { Page } from '@playwright/test';
import type { Case } from '../src/crypto/wire';
import { Person } from '../src/demo/person';
import { expect, look, test, type Siegel } from './fixtures';
import { atTheDesk, comesBack, hasWritten, signsOut } from './people';

test.use({ world: 'alarm' });

const old = 'wolke lampe dose segel', fresh = 'birne segel dose lampe';
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const title = (page: Page) => page.getByRole('heading', { level: 1 });
const block = (page: Page, name: string) => page.getByRole('region', { name });
const letters = (page: Page) => page.getByRole('list', { name: 'Verlauf' }).getByRole('listitem');

const row = async (siegel: Siegel, id: string) => (await siegel.karin.call<{ case: Case }>('GET', `cases/${id}`)).case;

async function comesByPassword(page: Page, siegel: Siegel, name: string, password: string): Promise<void> {
  await page.goto(`${siegel.origin}/kiz/sign-in`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await press(page, 'Anmelden');
}

test('new keys for everything: letter and draft are there, who knew the password is out, and the desk sees it', async ({ phone, laptop, siegel }) => {
  test.setTimeout(180_000);
  const text = 'Ein Brief, dessen Passwort jemand kennt.', person = new Person(siegel.origin, 'kiz', 'seeker');
  const code = await person.register('Segler-21', old, 'de');
  const id = await person.write({ topic: '', lang: 'de', text, name: 'Segler', age: null, gender: null });
  await siegel.karin.take(id);
  await comesByPassword(laptop, siegel, 'Segler-21', old); // who knows the password
  await expect(laptop.getByText(text)).toBeVisible();
  await comesByPassword(phone, siegel, 'Segler-21', old);
  await phone.getByLabel('Ihre Nachricht').fill('Ein Entwurf über den Schlüsseln.');
  await expect(phone.getByText(/^Gespeichert um \d/).first()).toBeVisible();
  await press(phone, 'Ihr Zugang');
  const here = block(phone, 'Jemand kennt mein Passwort');
  await here.getByRole('button', { name: 'Alles neu verschließen' }).click();
  await here.getByLabel('Bisheriges Passwort').fill(fresh);
  await here.getByLabel('Neues Passwort').fill('lampe dose segel birne');
  await press(phone, 'Jetzt neu verschließen');
  await expect(here.locator('p.fault')).toContainText('Das ist nicht Ihr bisheriges Passwort.');
  await here.getByLabel('Bisheriges Passwort').fill(old);
  await here.getByLabel('Neues Passwort').fill(fresh);
  await look(phone, 'r12-alarm');
  await press(phone, 'Jetzt neu verschließen');
  await expect(phone.locator('.return-code')).toBeVisible();
  const now = (await phone.locator('.return-code').innerText()).replace(/\s+/g, '');
  await expect(laptop.getByRole('heading', { name: 'Sie wurden abgemeldet' })).toBeVisible();
  await press(phone, 'Habe ich notiert');
  await expect(here.getByText('Ihr Zugang ist neu verschlossen.')).toBeVisible();
  await press(phone, 'Zu meinen Nachrichten');
  await expect(phone.getByText(text)).toBeVisible();
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue('Ein Entwurf über den Schlüsseln.');
  await press(phone, 'Senden');
  await expect(letters(phone)).toHaveCount(2);
  await phone.waitForTimeout(3_000); // what a reload needs is made anew
  await phone.reload();
  await expect(letters(phone)).toHaveCount(2);
  await signsOut(phone);
  await expect(title(phone)).toHaveText('Sie sind abgemeldet');
  for (const [name, password] of [['Segler-21', old]] as const) {
    await comesByPassword(phone, siegel, name, password);
    await expect(phone.locator('p.fault')).toContainText('Das passt nicht zusammen.');
  }
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await press(phone, 'Mit Rückkehr-Code anmelden');
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await press(phone, 'Anmelden');
  await expect(phone.locator('p.fault')).toContainText('Das passt nicht zusammen.');
  await comesBack(phone, siegel, now);
  await expect(letters(phone)).toHaveCount(2);
  await atTheDesk(laptop, siegel, 'karin');
  await expect(laptop.getByText('Passwort war bekannt').first()).toBeVisible();
  await laptop.getByRole('button', { name: /Segler/ }).first().click();
  await expect(laptop.getByText('hat gemeldet, dass jemand ihr Passwort kannte')).toBeVisible();
  await expect(laptop.getByText('Ein Entwurf über den Schlüsseln.')).toBeVisible();
  await look(laptop, 'c4-exposed');

  // One press, and the case goes on under new keys: what was written stays readable on both sides, here and after signing in anew.
  expect((await row(siegel, id)).epoch).toBe(0);
  await press(laptop, 'Neue Schlüssel machen');
  await expect(laptop.getByText('Der Fall hat neue Schlüssel. Alles Frühere bleibt lesbar.')).toBeVisible({ timeout: 30_000 });
  await expect(laptop.getByText('hat gemeldet, dass jemand ihr Passwort kannte')).toHaveCount(0);
  await expect(laptop.getByText(text)).toBeVisible();
  await look(laptop, 'c5-new-keys');
  await press(laptop, 'Antworten');
  await laptop.getByLabel('Antwort', { exact: true }).fill('Unter den neuen Schlüsseln.');
  await press(laptop, 'Senden');
  await expect(letters(phone).filter({ hasText: 'Unter den neuen Schlüsseln.' })).toBeVisible({ timeout: 30_000 }); // the page was open all the time
  await phone.getByLabel('Ihre Nachricht').fill('Auch von hier.');
  await press(phone, 'Senden');
  await expect(letters(phone)).toHaveCount(4);
  await signsOut(phone);
  await comesBack(phone, siegel, now);
  for (const words of [text, 'Ein Entwurf über den Schlüsseln.', 'Unter den neuen Schlüsseln.', 'Auch von hier.']) await expect(letters(phone).filter({ hasText: words })).toBeVisible();
  const { messages } = await siegel.karin.call<{ messages: { epoch: number }[] }>('GET', `cases/${id}/messages?after=0`);
  expect([(await row(siegel, id)).epoch, messages.map(({ epoch }) => epoch)]).toEqual([1, [0, 0, 1, 1]]);
});

test('with the code alone, and voluntary details reach the desk', async ({ phone, siegel }) => {
  const { code, id } = await hasWritten(siegel, 'Ein Brief, den nur der Code öffnet.', 'Möwe');
  await siegel.karin.take(id);
  await comesBack(phone, siegel, code);
  await press(phone, 'Ihr Zugang');
  const about = block(phone, 'Über Sie');
  await about.getByLabel('So spricht das Team Sie an').fill('Seestern');
  await about.getByLabel('18 bis 26').check();
  await about.getByRole('button', { name: 'Speichern' }).click();
  await expect(about.getByText('Gespeichert.')).toBeVisible();
  await look(phone, 'r12-details');
  const here = block(phone, 'Jemand kennt meinen Code');
  await here.getByRole('button', { name: 'Alles neu verschließen' }).click();
  await here.getByLabel('Ihr bisheriger Rückkehr-Code').fill(code);
  await press(phone, 'Jetzt neu verschließen');
  await expect(phone.locator('.return-code')).toBeVisible();
  const now = (await phone.locator('.return-code').innerText()).replace(/\s+/g, '');
  await press(phone, 'Habe ich notiert');
  await signsOut(phone);
  await comesBack(phone, siegel, now);
  await press(phone, 'Ihr Zugang');
  await expect(block(phone, 'Über Sie').getByLabel('So spricht das Team Sie an')).toHaveValue('Seestern');
  await expect(block(phone, 'Über Sie').getByLabel('18 bis 26')).toBeChecked();
  await expect.poll(async () => JSON.stringify(await siegel.karin.read(id))).toContain('Seestern');
});

test('the language that is kept with the access is spoken after signing in', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief in einer Sprache.');
  await comesBack(phone, siegel, code);
  await press(phone, 'Ihr Zugang');
  const here = block(phone, 'Sprache');
  await here.getByLabel('English').check();
  await here.getByRole('button', { name: 'Speichern' }).click();
  await expect(title(phone)).toHaveText('Your access');
  await press(phone, 'Sign out');
  await expect(title(phone)).toHaveText('You are signed out');
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await press(phone, 'Mit Rückkehr-Code anmelden');
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await press(phone, 'Anmelden');
  await expect(phone.getByLabel('Your message')).toBeVisible();
});

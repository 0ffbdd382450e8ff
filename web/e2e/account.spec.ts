// One's own access, managed alone (UX R12, check 39): a new password, a new return code, and both after the password was forgotten.
import type { Page } from '@playwright/test';
import { Person } from '../src/demo/person';
import { expect, look, test, type Siegel } from './fixtures';
import { comesBack, hasWritten, signsOut } from './people';

test.use({ world: 'account' });

const old = 'wolke lampe dose segel', fresh = 'birne segel dose lampe';
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const title = (page: Page) => page.getByRole('heading', { level: 1 });
const block = (page: Page, name: string) => page.getByRole('region', { name });
const codeOf = (page: Page) => page.locator('.return-code').innerText().then((text) => text.replace(/\s+/g, '').trim());

/** Somebody with name and password who has written one letter. */
async function hasPassword(siegel: Siegel, name: string, text: string): Promise<string> {
  const person = new Person(siegel.origin, 'kiz', 'seeker');
  const code = await person.register(name, old, 'de');
  await person.write({ topic: '', lang: 'de', text, name, age: null, gender: null });
  return code;
}

async function comesByPassword(page: Page, siegel: Siegel, name: string, password: string): Promise<void> {
  await page.goto(`${siegel.origin}/kiz/sign-in`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await press(page, 'Anmelden');
}

const inside = (page: Page) => page.getByLabel('Ihre Nachricht');
const notIn = (page: Page) => expect(page.locator('p.fault').filter({ hasText: 'Das passt nicht zusammen.' })).toBeVisible();

test('a new password: the old one is asked, opens nothing afterwards, and all other sessions end', async ({ phone, laptop, siegel }) => {
  const text = 'Ein Brief vor dem neuen Passwort.';
  await hasPassword(siegel, 'Segler-11', text);
  await comesByPassword(laptop, siegel, 'Segler-11', old);
  await expect(inside(laptop)).toBeVisible();
  await comesByPassword(phone, siegel, 'Segler-11', old);
  await press(phone, 'Ihr Zugang');
  await expect(title(phone)).toHaveText('Ihr Zugang');
  await look(phone, 'r12-settings');
  const here = block(phone, 'Passwort');
  await here.getByRole('button', { name: 'Passwort ändern' }).click();
  await here.getByRole('button', { name: 'Speichern' }).click();
  await expect(here.getByRole('link', { name: 'Geben Sie bitte Ihr bisheriges Passwort ein.' })).toBeVisible();
  await here.getByLabel('Bisheriges Passwort').fill('lampe wolke dose segel');
  await here.getByLabel('Neues Passwort').fill('kurz');
  await here.getByRole('button', { name: 'Speichern' }).click();
  await expect(here.locator('p.fault')).toContainText('mindestens 10 Zeichen');
  await here.getByLabel('Neues Passwort').fill(fresh);
  await here.getByRole('button', { name: 'Speichern' }).click();
  await expect(here.locator('p.fault')).toContainText('Das ist nicht Ihr bisheriges Passwort.');
  await look(phone, 'r12-password');
  await here.getByLabel('Bisheriges Passwort').fill(old);
  await here.getByRole('button', { name: 'Speichern' }).click();
  await expect(here.getByText('Ihr Passwort ist geändert.')).toBeVisible();
  await expect(here.getByLabel('Neues Passwort')).toHaveCount(0);
  await expect(laptop.getByRole('heading', { name: 'Sie wurden abgemeldet' })).toBeVisible();
  await signsOut(phone);
  await expect(title(phone)).toHaveText('Sie sind abgemeldet');
  await comesByPassword(phone, siegel, 'Segler-11', old);
  await notIn(phone);
  await comesByPassword(phone, siegel, 'Segler-11', fresh);
  await expect(phone.getByText(text)).toBeVisible();
});

test('a new return code is shown once, and the old one opens nothing', async ({ phone, siegel }) => {
  const before = await hasPassword(siegel, 'Segler-12', 'Ein Brief vor dem neuen Code.');
  await comesBack(phone, siegel, before);
  await press(phone, 'Ihr Zugang');
  const here = block(phone, 'Rückkehr-Code');
  await here.getByRole('button', { name: 'Neuen Code zeigen' }).click();
  await here.getByLabel('Ihr Passwort').fill('lampe wolke dose segel');
  await here.getByRole('button', { name: 'Neuen Code zeigen' }).click();
  await expect(here.locator('p.fault')).toContainText('Das ist nicht Ihr Passwort.');
  await here.getByLabel('Ihr Passwort').fill(old);
  await here.getByRole('button', { name: 'Neuen Code zeigen' }).click();
  await expect(phone.locator('.return-code')).toBeVisible();
  await look(phone, 'r12-code');
  const code = await codeOf(phone);
  expect(code).not.toBe(before);
  await press(phone, 'Habe ich notiert');
  await expect(phone.locator('.return-code')).toHaveCount(0);
  await signsOut(phone);
  await expect(title(phone)).toHaveText('Sie sind abgemeldet');
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await press(phone, 'Mit Rückkehr-Code anmelden');
  await phone.getByLabel('Rückkehr-Code').fill(before);
  await press(phone, 'Anmelden');
  await notIn(phone);
  await comesBack(phone, siegel, code);
});

test('39: with the return code somebody sets a new password and sees a new code once; the old code fails', async ({ phone, siegel }) => {
  const text = 'Ein Brief, dessen Passwort vergessen ist.';
  const before = await hasPassword(siegel, 'Segler-13', text);
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByText('Zugang verloren?').click();
  await press(phone, 'Neues Passwort mit Rückkehr-Code');
  await expect(title(phone)).toHaveText('Neues Passwort festlegen');
  await look(phone, 'r12-recover');
  await phone.getByLabel('Rückkehr-Code').fill(before.replace(/.$/, (c) => (c === '0' ? '1' : '0')));
  await press(phone, 'Weiter');
  await expect(phone.locator('p.fault')).toContainText('Das ist nicht Ihr Rückkehr-Code.');
  await phone.getByLabel('Rückkehr-Code').fill(before);
  await press(phone, 'Weiter');
  await expect(phone.getByText('Ihr Name hier ist')).toContainText('segler-13');
  await phone.getByLabel('Neues Passwort').fill(fresh);
  await press(phone, 'Passwort festlegen');
  await expect(phone.locator('.return-code')).toBeVisible();
  await look(phone, 'r12-recovered');
  const code = await codeOf(phone);
  await press(phone, 'Habe ich notiert');
  await expect(phone.getByText(text)).toBeVisible();
  await signsOut(phone);
  await expect(title(phone)).toHaveText('Sie sind abgemeldet');
  await comesByPassword(phone, siegel, 'Segler-13', old);
  await notIn(phone);
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await press(phone, 'Mit Rückkehr-Code anmelden');
  await phone.getByLabel('Rückkehr-Code').fill(before);
  await press(phone, 'Anmelden');
  await notIn(phone);
  await comesByPassword(phone, siegel, 'Segler-13', fresh);
  await expect(phone.getByText(text)).toBeVisible();
  await signsOut(phone);
  await comesBack(phone, siegel, code);
});

test('an access that only a code opens says so, and gets a new code with the old one', async ({ phone, siegel }) => {
  const { code: before } = await hasWritten(siegel, 'Ein Brief, den nur der Code öffnet.');
  await comesBack(phone, siegel, before);
  await press(phone, 'Ihr Zugang');
  await expect(block(phone, 'Passwort')).toContainText('Dieser Zugang hat kein Passwort.');
  const here = block(phone, 'Rückkehr-Code');
  await here.getByRole('button', { name: 'Neuen Code zeigen' }).click();
  await here.getByLabel('Ihr bisheriger Rückkehr-Code').fill(before);
  await here.getByRole('button', { name: 'Neuen Code zeigen' }).click();
  const code = await codeOf(phone);
  await press(phone, 'Habe ich notiert');
  await signsOut(phone);
  await comesBack(phone, siegel, code);
});

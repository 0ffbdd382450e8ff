// Deleting everything (UX R13, check 36): what was announced is what went, with the network cut, with two tabs open, and Back shows nothing of it.
import type { Page } from '@playwright/test';
import { expect, look, people, test, type Siegel } from './fixtures';
import { arrived, atTheDesk, comesBack, hasWritten, writesFirst } from './people';

test.use({ world: 'erasure' });

const canary = 'Kanarienvogel im Schacht vierzehn';

async function toErasing(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Beratung beenden' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Alles löschen' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Jetzt gelöscht werden' })).toBeVisible();
}

const erases = (page: Page) => page.getByRole('button', { name: 'Endgültig löschen' }).click();

async function deletedPage(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Es ist gelöscht.' })).toBeVisible({ timeout: 30_000 });
}

/** Name and password open nothing any more: one neutral answer, as for a wrong one. */
async function signInFails(page: Page, siegel: Siegel, name: string, password: string): Promise<void> {
  await page.goto(`${siegel.origin}/kiz/sign-in`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page.getByText(/stimmt nicht|passt nicht|nicht gefunden/).first()).toBeVisible({ timeout: 30_000 });
}

test('36: the preview names what is there; then it is gone, and neither password nor Back brings it back', async ({ phone, siegel }) => {
  test.setTimeout(180_000);
  await writesFirst(phone, siegel, canary, 'Sturmvogel', 'fünf kleine wörter im wind');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await phone.getByRole('button', { name: 'Habe ich notiert' }).click();
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByLabel('Name', { exact: true }).fill('Sturmvogel');
  await phone.getByLabel('Passwort', { exact: true }).fill('fünf kleine wörter im wind');
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByLabel('Ihre Nachricht')).toBeVisible({ timeout: 30_000 });
  await phone.getByLabel('Ihre Nachricht').fill('Noch nicht fertig');
  await expect(phone.getByText(/Gespeichert um/)).toBeVisible({ timeout: 30_000 });
  await toErasing(phone);
  const main = phone.getByRole('main');
  await expect(main).toContainText('1 Nachricht');
  await expect(main).toContainText('1 Entwurf');
  await expect(main).toContainText('Sonst bleibt nichts.');
  await look(phone, 'erasing');
  await phone.getByLabel('Passwort', { exact: true }).fill('nicht das richtige wort');
  await erases(phone);
  await expect(phone.getByText('Das Passwort stimmt nicht. Es ist nichts gelöscht.').first()).toBeVisible({ timeout: 30_000 });
  await phone.getByLabel('Passwort', { exact: true }).fill('fünf kleine wörter im wind');
  await erases(phone);
  await deletedPage(phone);
  await expect(phone.getByRole('main')).toContainText('1 Nachricht');
  expect(await phone.title()).toBe('Gelöscht – Portal');
  await look(phone, 'erased');
  await phone.goBack();
  await phone.waitForLoadState();
  expect(await phone.content()).not.toContain(canary);
  await signInFails(phone, siegel, 'Sturmvogel', 'fünf kleine wörter im wind');
  expect((await phone.context().cookies()).filter(({ name }) => name.startsWith('__Host-siegel'))).toEqual([]);
});

test('with two tabs open: the other one is empty at once', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, canary);
  await comesBack(phone, siegel, code);
  const other = await phone.context().newPage();
  await comesBack(other, siegel, code);
  await expect(other.getByText(canary)).toBeVisible();
  await toErasing(phone);
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await erases(phone);
  await deletedPage(phone);
  await expect(other.getByText(canary)).toBeHidden({ timeout: 10_000 });
  expect(await other.content()).not.toContain(canary);
  await other.close();
});

test('with the network cut: nothing is half done, and the same press again tells what holds', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, canary);
  await comesBack(phone, siegel, code);
  await toErasing(phone);
  await phone.getByLabel('Rückkehr-Code').fill(code);
  // The server deletes, and its answer is lost both times.
  let swallowed = 0;
  await phone.route(/\/api\/1\/me$/, async (route) => {
    if (route.request().method() !== 'DELETE' || swallowed > 1) { await route.continue(); return; }
    swallowed++;
    await route.fetch().catch(() => undefined);
    await route.abort();
  });
  await erases(phone);
  await expect(phone.getByRole('heading', { name: 'Es ist gelöscht.' }).or(phone.getByText('Vielleicht ist alles gelöscht'))).toBeVisible({ timeout: 60_000 });
  if (await phone.getByText('Vielleicht ist alles gelöscht').isVisible()) await erases(phone);
  await deletedPage(phone);
  expect(swallowed).toBeGreaterThan(0);
});

test('with the network cut before anything has arrived: said in words, nothing is deleted', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, canary);
  await comesBack(phone, siegel, code);
  await toErasing(phone);
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.route(/\/api\/1\/me(\/proof)?$/, (route) => route.abort());
  await erases(phone);
  await expect(phone.getByText('Die Verbindung ist unterbrochen.')).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByRole('main').locator('a[href="tel:112"]').first()).toBeVisible();
  await phone.unroute(/\/api\/1\/me(\/proof)?$/);
  await phone.getByRole('button', { name: 'Zurück' }).click();
  await expect(phone.getByText(canary)).toBeVisible();
});

test('a server that announces anything else than what is signed is not believed', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, canary);
  await comesBack(phone, siegel, code);
  await phone.route(/\/api\/1\/me\/erasure$/, async (route) => {
    const answer = await route.fetch();
    const said = await answer.json() as { cases: { sealed_until: number | null }[] };
    await route.fulfill({ response: answer, json: { ...said, mode: 'seal', years: 30, cases: said.cases.map((one) => ({ ...one, taken: true, sealed_until: Date.now() })) } });
  });
  await phone.getByRole('button', { name: 'Beratung beenden' }).click();
  await expect(phone.getByText('passt nicht zu dem, was die Beratungsstelle unterschrieben hat')).toBeVisible();
  await expect(phone.getByRole('main').locator('a[href="tel:112"]').first()).toBeVisible();
  await expect(phone.getByRole('button', { name: 'Endgültig löschen' })).toHaveCount(0);
  await look(phone, 'erasing-refused');
});

test('at the seeker\'s request: ordered by the counsellor, shown to the seeker, kept; ordered again, deleted, and a receipt stays', async ({ phone, laptop, siegel }) => {
  test.setTimeout(240_000);
  const { code, person, id } = await hasWritten(siegel, 'Bitte löschen Sie alles, was ich geschrieben habe.', 'Zaunkönig');
  await person.write({ topic: '', lang: 'de', text: 'Ein zweites Anliegen.', name: 'Rotkehlchen', age: null, gender: null });
  await siegel.karin.take(id);
  await atTheDesk(laptop, siegel, 'karin');
  const order = async () => {
    await laptop.getByRole('button', { name: /Zaunkönig/ }).first().click();
    await laptop.getByRole('button', { name: 'Löschen vorbereiten' }).click();
    await expect(laptop.getByText('Alles wird gelöscht. Es bleiben Zahlen')).toBeVisible();
    await laptop.getByLabel('Ihr Passwort').fill(people.karin.password);
    await laptop.getByRole('button', { name: 'Löschen anordnen' }).click();
    await expect(laptop.getByText('Bis dahin kann niemand darin lesen oder schreiben.')).toBeVisible({ timeout: 30_000 });
  };
  await order();
  await look(laptop, 'desk-locked');
  await phone.goto(`${siegel.origin}/kiz/sign-in`); // into a list, not into a case
  await phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  const opens = () => phone.getByRole('listitem').filter({ hasText: 'Bitte entscheiden' }).getByRole('button', { name: 'Öffnen' }).click();
  await opens();
  await expect(phone.getByRole('heading', { level: 1, name: 'Löschen auf Wunsch' })).toBeVisible();
  await expect(phone.getByText('Frau K. hat am')).toBeVisible();
  await expect(phone.getByText('Bitte löschen Sie alles')).toHaveCount(0);
  await look(phone, 'ordered');
  await phone.getByRole('button', { name: 'Behalten' }).click();
  await expect(phone.getByText('Bitte löschen Sie alles')).toBeVisible({ timeout: 30_000 });
  await phone.getByRole('button', { name: 'Zur Übersicht' }).click();
  await laptop.getByRole('button', { name: 'Zurück zu „Heute“' }).or(laptop.getByRole('button', { name: /Heute/ })).first().click();
  await order();
  await expect(phone.getByText('Bitte entscheiden')).toBeVisible({ timeout: 30_000 });
  await opens();
  await phone.getByRole('button', { name: 'Jetzt löschen' }).click();
  await expect(phone.getByText(/Eine Beratung wurde am .* gelöscht, auf Ihren Wunsch und durch eine Fachkraft/)).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByRole('button', { name: 'Öffnen' })).toHaveCount(1);
  await look(phone, 'order-receipt');
  await laptop.getByRole('button', { name: /Heute/ }).first().click();
  await laptop.getByText('Gelöschte Fälle der letzten 30 Tage').click();
  await expect(laptop.getByText('auf Wunsch gelöscht')).toBeVisible();
  await look(laptop, 'desk-gone');
});

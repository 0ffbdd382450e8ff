// What must not happen when things cross: two accounts in one browser, a password typed anew too late, a receipt without a reread, no way to tell the server.
import { expect, test } from './fixtures';
import { arrived, comesBack, hasWritten, writesFirst } from './people';

const text = 'Der Milan kreist über dem Steinbruch, und niemand sieht hinauf.';

test('two accounts in one browser: nothing of the first is written into the second, and the text goes out after signing in again', async ({ phone, siegel }) => {
  const first = await hasWritten(siegel, text), second = await hasWritten(siegel, 'Ein anderer Brief.');
  await comesBack(phone, siegel, first.code);
  const other = await phone.context().newPage();
  await comesBack(other, siegel, second.code);
  await phone.getByLabel('Ihre Nachricht').fill('Noch ein Satz vom ersten Zugang.');
  const before = siegel.recorder.received.length;
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  const dialog = phone.getByRole('dialog');
  await expect(dialog).toBeVisible();
  expect(siegel.recorder.received.slice(before).filter((r) => r.method === 'PUT')).toEqual([]);
  await dialog.getByLabel('Rückkehr-Code').fill(first.code);
  await dialog.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByRole('listitem').filter({ hasText: 'Noch ein Satz vom ersten Zugang.' })).toHaveCount(1);
  expect((await first.person.read(first.id)).messages.filter((m) => m.text.startsWith('Noch ein Satz'))).toHaveLength(1);
  await other.close();
  await comesBack(phone, siegel, second.code); // its vault still opens
  await expect(phone.getByText('Ein anderer Brief.')).toBeVisible();
});

test('once the account exists, its password cannot be typed anew: the letter is sent with the one that holds', async ({ phone, siegel }) => {
  await writesFirst(phone, siegel, text, 'Milan 2', 'steinbruch milan himmel oben');
  await phone.route('**/api/1/enquiries', (route) => route.abort());
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  const again = phone.getByRole('button', { name: 'Noch einmal versuchen' });
  await expect(again).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue(text);
  await expect(phone.getByLabel('Passwort', { exact: true })).toHaveCount(0);
  await phone.unroute('**/api/1/enquiries');
  await again.click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await expect(phone.locator('output')).toHaveCount(1);
});

test('a message whose case cannot be read again was sent all the same, and the page says so', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, text);
  await comesBack(phone, siegel, code);
  await phone.getByLabel('Ihre Nachricht').fill('Angekommen ist es trotzdem.');
  await phone.route('**/messages', async (route) => {
    await route.fulfill({ response: await route.fetch() });
    await phone.route(/messages\?after=/, (later) => later.abort());
  });
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  const again = phone.getByRole('button', { name: 'Noch einmal versuchen' });
  await expect(again).toBeVisible();
  await expect(phone.getByText(/nicht gesendet/i)).toHaveCount(0);
  await phone.unrouteAll();
  await again.click();
  await expect(phone.getByRole('listitem').filter({ hasText: 'Angekommen ist es trotzdem.' })).toHaveCount(1);
  expect((await person.read(id)).messages).toHaveLength(2);
});

test('signing out without a network empties the other tab too', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, text);
  await comesBack(phone, siegel, code);
  const other = await phone.context().newPage();
  await comesBack(other, siegel, code);
  await expect(other.getByText(text)).toBeVisible();
  await phone.route('**/auth/logout', (route) => route.abort());
  await phone.getByRole('button', { name: 'Abmelden' }).first().click();
  await expect(other.getByText(text)).toHaveCount(0);
  await expect(phone.getByText(text)).toHaveCount(0);
});

// "What we store about you" with the real values, and one's own letters as a file that opens everywhere (PROTOCOL 2.8.17, T11).
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, look, test } from './fixtures';
import { comesBack, hasWritten } from './people';
import { discard, temporary } from './process';

test.use({ world: 'takealong' });

const pictures = join(dirname(fileURLToPath(import.meta.url)), '..', 'pictures');

const hostile = 'Mein Brief mit <script>alert(1)</script> & "Zeichen" und שלום 🌱';

const toSettings = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Ihr Zugang' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ihr Zugang' })).toBeVisible();
};

test('what is stored is shown with what is really there, and what is not stored is named', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Kurzer Brief.', 'Stieglitz');
  await comesBack(phone, siegel, code);
  await toSettings(phone);
  await phone.getByRole('button', { name: 'Ansehen', exact: true }).click();
  await expect(phone.getByRole('heading', { level: 1, name: 'Was wir über Sie speichern' })).toBeVisible();
  const row = (name: string) => phone.locator('dl.stored > div').filter({ has: phone.locator('dt', { hasText: name }) });
  await expect(row('Ihr Passwort')).toHaveText('Ihr Passwortgibt es nicht'); // and nothing of how it would be kept
  await expect(row('Ihr Rückkehr-Code')).toContainText('ist gesetzt');
  await expect(row('Nachrichten')).toContainText('Anzahl: 1');
  await expect(row('Anmeldungen')).toContainText('Anzahl:');
  await expect(row('Vermerke des Teams')).not.toContainText('Anzahl');
  await expect(phone.getByText('Ihre IP-Adresse. Sie steht in keiner Datei')).toBeVisible();
  expect(await phone.locator('dl.stored dt').allTextContents()).not.toContain('');
  await expect(phone.locator('main')).not.toContainText('stored.');
  await look(phone, 'stored');
  await phone.goBack();
  await expect(phone.getByRole('heading', { level: 1, name: 'Ihr Zugang' })).toBeVisible();
});

test('the letters as a file: nothing in it runs, and any program opens it', async ({ phone, browser, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, hostile, 'Distelfink');
  await siegel.karin.take(id);
  await siegel.karin.send(id, 'Danke für Ihren Brief.', 'de');
  await siegel.karin.letOut(id); // the answer is held
  await person.send(id, 'Und noch etwas.', 'de');
  await comesBack(phone, siegel, code);
  await toSettings(phone);
  await phone.getByLabel('Dieses Gerät benutze nur ich').check();
  const [saved] = await Promise.all([phone.waitForEvent('download'), phone.getByRole('button', { name: 'Herunterladen' }).click()]);
  await expect(phone.getByText('Fertig. 3 Nachrichten sind in der Datei.')).toBeVisible();
  expect(saved.suggestedFilename()).toBe('unterlagen.zip');
  const folder = temporary();
  const archive = join(folder, 'unterlagen.zip'), out = join(folder, 'out');
  await saved.saveAs(archive);
  mkdirSync(out);
  execFileSync('python3', ['-m', 'zipfile', '-t', archive]);
  execFileSync('python3', ['-m', 'zipfile', '-e', archive, out]);
  const read = JSON.parse(readFileSync(join(out, 'messages.json'), 'utf8')) as { cases: { messages: { text: string; from: string; own: boolean }[] }[] };
  expect(read.cases[0]!.messages.map(({ text, own }) => [text, own])).toEqual([[hostile, true], ['Danke für Ihren Brief.', false], ['Und noch etwas.', true]]);
  expect(read.cases[0]!.messages[1]!.from).toBe('Frau K.');
  expect(readFileSync(join(out, 'LIESMICH.txt'), 'utf8')).toContain('Wer diese Dateien hat, kann alles lesen.');
  const alone = await browser.newContext({ offline: true }), page = await alone.newPage();
  await page.goto(pathToFileURL(join(out, 'gespraech.html')).href);
  await expect(page.getByText(hostile)).toBeVisible();
  expect(await page.locator('script').count()).toBe(0);
  await page.screenshot({ path: join(pictures, 'gespraech.png') });
  await alone.close();
  discard(folder);
});

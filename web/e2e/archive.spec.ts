// An agency that has to document: set-up asks, the seeker is told, the case ends sealed, and only the holder of the archive key reads it again, for a reason.
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from '../src/demo/person';
import type { Wrap } from '../src/crypto/wire';
import { binary, expect, look, test } from './fixtures';

test.use({ viewport: { width: 1280, height: 800 }, world: 'archive' });

const password = 'gründliche worte für anfänge';

/** Reads the two groups off the sheet that are asked back. */
async function typeBack(page: Page): Promise<void> {
  const field = page.getByLabel(/Gruppe aus/);
  await expect(field).toBeVisible({ timeout: 30_000 });
  const words = await page.locator('label').filter({ hasText: /Gruppe aus/ }).innerText();
  const [, first, second, line] = /(\d+)\. und (\d+)\. Gruppe aus „(.+)“/.exec(words) ?? [];
  const groups = (await page.locator('dt').filter({ hasText: line ?? '?' }).locator('xpath=following-sibling::dd').locator('span').allInnerTexts()).map((g) => g.trim());
  await field.fill(`${groups[Number(first) - 1]} ${groups[Number(second) - 1]}`.toLowerCase());
  await page.getByRole('button', { name: 'Blatt bestätigen' }).click();
}

/** What stands on the sheet behind a label. */
const onSheet = async (page: Page, label: string): Promise<string> =>
  (await page.locator('dt').filter({ hasText: label }).locator('xpath=following-sibling::dd').innerText()).replace(/\s/g, '');

/** Up to the question what becomes of cases. */
async function begin(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Name', { exact: true }).fill('gründung');
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByLabel(/Anzeigename/).fill('Frau G.');
  await page.getByRole('button', { name: 'Weiter', exact: true }).click();
  await page.getByRole('button', { name: 'Habe ich notiert' }).click({ timeout: 30_000 });
  await page.getByRole('button', { name: /alle stimmen/ }).click();
}

/** The seeker's own deletion, as the page sends it. */
async function erases(person: Person, code: string): Promise<{ sealed: { until: number }[] }> {
  const proof = await person.ask('prove', { code });
  await person.ask('proved', await person.call<{ wrap: Wrap }>('POST', 'me/proof', proof));
  const { manifest } = await person.call<{ manifest: string }>('GET', 'me/erasure');
  return person.call('DELETE', 'me', { manifest, ...proof });
}

test('from the set-up to a case that is read from the archive, and to the file that opens without a server', async ({ laptop, phone, blank }) => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'siegel-archive-'));
  await begin(laptop, blank.link);
  await expect(laptop.getByRole('heading', { level: 1, name: 'Was geschieht mit einem Fall am Ende?' })).toBeVisible({ timeout: 30_000 });
  await laptop.getByRole('button', { name: 'Weiter', exact: true }).click();
  await expect(laptop.getByText('Bitte wählen Sie, was geschehen soll.').first()).toBeVisible();
  await laptop.getByRole('radio', { name: /Aufbewahren/ }).check();
  await laptop.getByLabel('Wie viele Jahre?').fill('10');
  await laptop.getByRole('radio', { name: 'Ein Gesetz verlangt es' }).check();
  await look(laptop, '60-setup-retention');
  await laptop.getByRole('button', { name: 'Weiter', exact: true }).click();
  await expect(laptop.getByLabel(/Gruppe aus/)).toBeVisible({ timeout: 30_000 });
  const key = await onSheet(laptop, 'Schlüssel für das Archiv'), fingerprint = await onSheet(laptop, 'Kennzeichen');
  expect(key).toMatch(/^AGE-SECRET-KEY-PQ-1/);
  await typeBack(laptop);
  await laptop.getByRole('button', { name: 'Weiter zu Heute' }).click({ timeout: 30_000 });
  await expect(laptop.getByRole('heading', { level: 1, name: 'Heute' })).toBeVisible();

  // The seeker is told before writing.
  await phone.goto(`${blank.origin}/kiz`);
  await phone.getByRole('link', { name: 'Jetzt schreiben' }).click();
  await phone.getByRole('link', { name: 'Weiter' }).click();
  await phone.getByLabel('Ihre Nachricht').fill('Ich überlege noch.');
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await expect(phone.getByText(/10 Jahre lang eine verschlossene/).first()).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByText(/Ein Gesetz verlangt das/).first()).toBeVisible();

  // A case: a letter, an answer, a note. What a seeker's browser grants to the archive is garbage here; the acceptance makes the grant that counts.
  const seeker = new Person(blank.origin, 'kiz', 'seeker'), code = await seeker.register(null, null, 'de');
  const id = await seeker.write({ topic: '', lang: 'de', text: 'Bitte heben Sie das auf.', name: 'Wolke', age: null, gender: null });
  const lead = new Person(blank.origin, 'kiz', 'staff');
  await lead.signIn('gründung', password);
  await lead.take(id);
  await lead.send(id, 'Das tun wir.', 'de');
  await lead.send(id, 'Erstgespräch.', 'de', 'note');
  await lead.letOut(id);
  const { sealed } = await erases(seeker, code);
  expect(sealed).toHaveLength(1);
  expect(new Date(sealed[0]!.until).getUTCFullYear()).toBe(new Date().getUTCFullYear() + 10);

  // Only the archive opens it.
  await laptop.getByRole('button', { name: 'Archiv', exact: true }).click();
  await expect(laptop.getByText(/verschlossen bis/)).toBeVisible();
  await expect(laptop.getByText('Wolke')).toHaveCount(0);
  await look(laptop, '61-archive');
  await laptop.getByRole('button', { name: 'Länger behalten' }).click();
  await laptop.getByRole('dialog').getByRole('radio', { name: 'Gericht oder Behörde' }).check();
  await laptop.getByRole('dialog').getByLabel('Wie viele Monate?').fill('3');
  await laptop.getByRole('dialog').getByRole('button', { name: 'Länger behalten' }).click();
  await expect(laptop.getByText(/bleibt länger, bis .*Gericht oder Behörde/)).toBeVisible();
  await laptop.getByRole('button', { name: 'Öffnen' }).click();
  const dialog = laptop.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Auskunft/ }).check();
  await dialog.getByLabel('Ihr Passwort').fill('ein falsches passwort');
  await dialog.getByRole('button', { name: 'Öffnen' }).click();
  await expect(dialog.getByText('Das Passwort stimmt nicht.').first()).toBeVisible({ timeout: 30_000 });
  await dialog.getByLabel('Ihr Passwort').fill(password);
  await dialog.getByRole('button', { name: 'Öffnen' }).click();
  const record = laptop.getByRole('region', { name: 'Verlauf mit Absender, Empfänger und Zeit' });
  await expect(record).toBeVisible({ timeout: 30_000 });
  for (const column of ['Von', 'An', 'Zeit', 'Text']) await expect(record.getByRole('columnheader', { name: column, exact: true })).toBeVisible();
  const cells = (row: number) => record.getByRole('row').nth(row);
  await expect(cells(1)).toContainText('Wolke');
  await expect(cells(1)).toContainText('Bitte heben Sie das auf.');
  await expect(cells(2)).toContainText('Frau G.');
  await expect(cells(2)).toContainText('Das tun wir.');
  await expect(laptop.getByRole('region', { name: 'Vermerke' })).toContainText('Erstgespräch.');
  await expect(laptop.getByRole('textbox')).toHaveCount(0);
  await look(laptop, '62-archive-case');

  // The file opens with the key from the sheet, without a server.
  await laptop.getByRole('button', { name: 'Als verschlossene Datei speichern' }).click();
  await dialog.getByRole('radio', { name: 'Gericht oder Behörde' }).check();
  await dialog.getByLabel('Ihr Passwort').fill(password);
  const [download] = await Promise.all([laptop.waitForEvent('download'), dialog.getByRole('button', { name: 'Als verschlossene Datei speichern' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^case-[a-z0-9]{8}\.zip\.age$/);
  const file = join(folder, download.suggestedFilename()), identity = join(folder, 'key.txt');
  await download.saveAs(file);
  writeFileSync(identity, key, { mode: 0o600 });
  expect(readFileSync(file).includes('Bitte heben')).toBe(false);
  const siegel = (...args: string[]) => execFileSync(binary, ['open', file, ...args], { stdio: 'pipe', env: { PATH: process.env.PATH ?? '' } }).toString();
  expect(siegel('--identity', identity, '--fingerprint', fingerprint)).toContain('Bitte heben Sie das auf.');
  siegel('--identity', identity, '--into', join(folder, 'case'));
  const lines = JSON.parse(readFileSync(join(folder, 'case', 'messages.json'), 'utf8')) as { from: string; to: string; text: string }[];
  expect(lines.map(({ from, text }) => [from, text])).toEqual([['Wolke', 'Bitte heben Sie das auf.'], ['Frau G.', 'Das tun wir.']]);
  expect(lines.map(({ to }) => to)[1]).toBe('Wolke');
  const age = process.env['AGE'];
  if (age) expect(execFileSync(age, ['-d', '-i', identity, file]).subarray(0, 2).toString()).toBe('PK');
  rmSync(folder, { recursive: true });
});

test('documentation is switched on later: the key is written down, and cases of before get theirs', async ({ laptop, siegel }) => {
  test.setTimeout(240_000);
  const seeker = new Person(siegel.origin, 'kiz', 'seeker'), code = await seeker.register(null, null, 'de');
  const id = await seeker.write({ topic: '', lang: 'de', text: 'Das war vorher.', name: 'Vorher', age: null, gender: null });
  await siegel.karin.take(id);
  await laptop.goto(`${siegel.origin}/kiz/desk`);
  await laptop.getByLabel('Name', { exact: true }).fill('lead');
  await laptop.getByLabel('Passwort', { exact: true }).fill('vier worte sind genug');
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await laptop.getByRole('button', { name: 'Aufbewahrung', exact: true }).click({ timeout: 30_000 });
  await expect(laptop.getByText('Fälle werden am Ende gelöscht.')).toBeVisible();
  await expect(laptop.getByRole('button', { name: 'Archiv', exact: true })).toHaveCount(0);
  await laptop.getByRole('radio', { name: /Aufbewahren/ }).check();
  await laptop.getByLabel('Wie viele Jahre?').fill('7');
  await laptop.getByRole('radio', { name: /Regeln des Berufs/ }).check();
  await laptop.getByLabel(/Tage nach dem Abschluss/).fill('90');
  await laptop.getByRole('button', { name: 'Unterschreiben' }).click();
  await typeBack(laptop);
  await expect(laptop.getByText('Das gilt ab jetzt.')).toBeVisible({ timeout: 30_000 });
  await expect(laptop.getByText(/7 Jahre verschlossen/)).toBeVisible();
  await expect(laptop.getByText(/noch keinen Schlüssel/)).toBeVisible();
  await look(laptop, '63-retention');
  expect((await seeker.call<{ cases: { sealed_until: number | null }[] }>('GET', 'me/erasure')).cases.map((c) => c.sealed_until)).toEqual([null]);
  await laptop.getByRole('button', { name: 'Abmelden' }).click();

  await laptop.goto(`${siegel.origin}/kiz/desk`);
  await laptop.getByLabel('Name', { exact: true }).fill('karin');
  await laptop.getByLabel('Passwort', { exact: true }).fill('noch vier worte dazu');
  const granted = laptop.waitForResponse((r) => r.url().endsWith(`/cases/${id}/archive`) && r.request().method() === 'PUT', { timeout: 60_000 });
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  expect((await granted).status()).toBe(204);
  await expect(laptop.getByRole('button', { name: 'Archiv', exact: true })).toHaveCount(0);
  expect((await seeker.call<{ cases: { sealed_until: number | null }[] }>('GET', 'me/erasure')).cases[0]!.sealed_until).not.toBeNull();
  await erases(seeker, code);
});

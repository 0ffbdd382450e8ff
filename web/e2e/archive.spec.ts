// An agency that has to document: set-up asks, the seeker is told, the case ends sealed, and only the holder of the archive key reads it again, for a reason.
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from '../src/demo/person';
import type { ChainEntry, Invite, Preview, Wrap } from '../src/crypto/wire';
import { binary, expect, look, test } from './fixtures';
import { comesBack, hasWritten } from './people';

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
  const { manifest, cases: shown } = await person.call<Preview & { manifest: string }>('GET', 'me/erasure');
  return person.call('DELETE', 'me', { manifest, staying: shown.map(({ id }) => id), ...proof });
}

/** A lead who was never given the archive's key opens a case with the one on paper, in her own name and for a reason; then it is gone again. */
async function fromPaper(page: Page, origin: string, lead: Person, fingerprint: string, key: string): Promise<void> {
  const dora = new Person(origin, 'kiz', 'staff');
  await dora.join('join', await lead.invite(['lead']), fingerprint, 'dora', password, 'Frau D.', 'de');
  const { body, vault } = await lead.ask('admit', { invites: (await lead.call<{ invites: Invite[] }>('GET', 'invites')).invites });
  await lead.call('POST', 'manifest', { ...body, grants: [] }); // they were lost
  await lead.call('PUT', 'me/vault', vault);
  await lead.refresh();

  await page.goto(`${origin}/kiz/desk`);
  await page.getByLabel('Name', { exact: true }).fill('dora');
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await page.getByRole('button', { name: 'Archiv', exact: true }).click({ timeout: 30_000 });
  const field = page.getByLabel('Schlüssel für das Archiv'), check = page.getByRole('button', { name: 'Schlüssel prüfen' });
  await expect(page.getByText(/verschlossen bis/)).toBeVisible();
  await expect(field).toBeVisible();
  await expect(page.getByRole('button', { name: 'Öffnen' })).toHaveCount(0);
  const behind = key.slice('AGE-SECRET-KEY-PQ-1'.length), slip = behind.slice(0, 8) + (behind[8] === 'Q' ? 'P' : 'Q') + behind.slice(9);
  const typed = `age-secret-key-pq-1\n${slip.match(/.{1,4}/g)!.join(' ').toLowerCase()}\n`;
  await field.fill(typed);
  await check.click();
  await expect(page.getByText(`vermutlich in der 3. Vierergruppe („${slip.slice(8, 12)}“)`)).toBeVisible({ timeout: 30_000 });
  await expect(field).toHaveValue(typed);
  await look(page, '66-archive-paper');
  await field.fill(typed.replace(slip.slice(8, 12).toLowerCase(), behind.slice(8, 12)));
  await check.click();
  await expect(page.getByText(/Das Archiv öffnet sich gerade mit dem Schlüssel vom Papier/)).toBeVisible({ timeout: 30_000 });
  await look(page, '67-archive-paper-held');
  await page.getByRole('button', { name: 'Öffnen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Probe/ }).check();
  await dialog.getByLabel('Ihr Passwort').fill(password);
  await dialog.getByRole('button', { name: 'Öffnen' }).click();
  await expect(page.getByRole('region', { name: 'Verlauf mit Absender, Empfänger und Zeit' })).toContainText('Bitte heben Sie das auf.', { timeout: 30_000 });
  await page.getByRole('button', { name: 'Sperren', exact: true }).click();
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await expect(field).toHaveValue('', { timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Öffnen' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Abmelden' }).click();
  const noted = async () => (await lead.call<{ entries: ChainEntry[] }>('GET', 'audit?after=0')).entries.filter(({ action }) => action === 'open').map(({ actor, reason }) => [actor, reason]);
  await expect.poll(noted, { timeout: 30_000 }).toEqual([[dora.uid, 'drill']]);
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
  const paper = 'Befund: alles gut.\n'.repeat(70_000); // more than one part
  await seeker.send(id, 'Mein Befund.', 'de', 'message', [{ name: 'Befund Müller.txt', type: 'text/plain', bytes: new TextEncoder().encode(paper) }]);
  const { sealed } = await erases(seeker, code);
  expect(sealed).toHaveLength(1);
  expect(new Date(sealed[0]!.until).getUTCFullYear()).toBe(new Date().getUTCFullYear() + 10);

  // Only the archive opens it.
  await laptop.getByRole('button', { name: 'Archiv', exact: true }).click();
  await expect(laptop.getByText(/verschlossen bis/)).toBeVisible();
  await expect(laptop.getByText('Wolke')).toHaveCount(0);
  await expect(laptop.locator('.banner')).toContainText('Schreiben Sie hier nichts Echtes.'); // the agency documents (docs/decisions/0042)
  await look(laptop, '61-archive');
  await fromPaper(phone, blank.origin, lead, fingerprint, key);

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
  await cells(3).getByRole('button', { name: 'Öffnen Befund Muller.txt' }).click();
  await expect(cells(3).getByText(/Niemand hat sie auf Schadprogramme geprüft/)).toBeVisible({ timeout: 30_000 });
  const [saved] = await Promise.all([laptop.waitForEvent('download'), cells(3).getByRole('button', { name: 'Auf diesem Gerät speichern' }).click()]);
  expect([saved.suggestedFilename(), readFileSync(await saved.path(), 'utf8') === paper]).toEqual(['Befund Muller.txt', true]);
  await look(laptop, '62-archive-case');

  // The file opens with the key from the sheet, without a server.
  await laptop.getByRole('button', { name: 'Als verschlossene Datei speichern' }).click();
  await dialog.getByRole('radio', { name: 'Gericht oder Behörde' }).check();
  await dialog.getByLabel('Ihr Passwort').fill(password);
  await look(laptop, '64-archive-export');
  const [download] = await Promise.all([laptop.waitForEvent('download'), dialog.getByRole('button', { name: 'Als verschlossene Datei speichern' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^case-[a-z0-9]{8}\.zip\.age$/);
  const file = join(folder, download.suggestedFilename()), identity = join(folder, 'key.txt');
  await download.saveAs(file);
  writeFileSync(identity, key, { mode: 0o600 });
  expect(readFileSync(file).includes('Bitte heben')).toBe(false);
  const siegel = (...args: string[]) => execFileSync(binary, ['open', file, ...args], { stdio: 'pipe', env: { PATH: process.env.PATH ?? '' } }).toString();
  const opened = siegel('--identity', identity, '--fingerprint', fingerprint);
  for (const text of ['Bitte heben Sie das auf.', '<a href="files/1-Befund%20Muller.txt" download>']) expect(opened).toContain(text);
  siegel('--identity', identity, '--into', join(folder, 'case'));
  expect(readFileSync(join(folder, 'case', 'files', '1-Befund Muller.txt'), 'utf8') === paper).toBe(true);
  const lines = JSON.parse(readFileSync(join(folder, 'case', 'messages.json'), 'utf8')) as { from: string; to: string; text: string }[];
  expect(lines.map(({ from, text }) => [from, text])).toEqual([['Wolke', 'Bitte heben Sie das auf.'], ['Frau G.', 'Das tun wir.'], ['Wolke', 'Mein Befund.']]);
  expect(lines.map(({ to }) => to)[1]).toBe('Wolke');
  const age = process.env['AGE'];
  if (age) expect(execFileSync(age, ['-d', '-i', identity, file]).subarray(0, 2).toString()).toBe('PK');

  // For somebody who has no key of ours: a passphrase that is shown once.
  await laptop.getByRole('button', { name: 'Als verschlossene Datei speichern' }).click();
  await dialog.getByRole('radio', { name: 'Gericht oder Behörde' }).check();
  await dialog.getByRole('radio', { name: /Für jemand anderen/ }).check();
  await dialog.getByLabel('Ihr Passwort').fill(password);
  const [second] = await Promise.all([laptop.waitForEvent('download', { timeout: 60_000 }), dialog.getByRole('button', { name: 'Als verschlossene Datei speichern' }).click()]);
  await second.saveAs(file);
  await look(laptop, '65-archive-passphrase');
  const passphrase = join(folder, 'passphrase');
  writeFileSync(passphrase, (await dialog.locator('.return-code').innerText()).toLowerCase(), { mode: 0o600 });
  await dialog.getByRole('button', { name: 'Habe ich notiert' }).click();
  await expect(laptop.locator('.return-code')).toHaveCount(0);
  expect(() => siegel('--identity', identity)).toThrow(/sealed to another key or passphrase/);
  siegel('--passphrase', '--identity', passphrase, '--into', join(folder, 'given'));
  expect(readFileSync(join(folder, 'given', 'files', '1-Befund Muller.txt'), 'utf8') === paper).toBe(true);
  rmSync(folder, { recursive: true });
});

test('documentation is switched on later: the key is written down, and cases of before get theirs; what would stay is shown before anything is deleted', async ({ laptop, phone, siegel }) => {
  test.setTimeout(300_000);
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

  // While a person reads that nothing stays, a counsellor takes the letter over: it is read once more before anything is deleted.
  const leaver = await hasWritten(siegel, 'Ich will doch nicht.', 'Kehrtwende');
  await comesBack(phone, siegel, leaver.code);
  await phone.getByRole('button', { name: 'Beratung beenden' }).click();
  await expect(phone.getByText('Sonst bleibt nichts.')).toBeVisible();
  await siegel.karin.take(leaver.id);
  const deletes = async () => {
    await phone.getByLabel('Rückkehr-Code').fill(leaver.code);
    await phone.getByRole('button', { name: 'Endgültig löschen' }).click();
  };
  await deletes();
  await expect(phone.getByText('Inzwischen hat sich etwas geändert.', { exact: false }).first()).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByText('Sonst bleibt nichts.')).toHaveCount(0);
  await look(phone, 'erasing-changed');
  await deletes();
  await expect(phone.getByRole('heading', { level: 1, name: 'Es ist gelöscht.' })).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByText('Verschlossen bleibt eine Dokumentation bis', { exact: false })).toBeVisible();
});

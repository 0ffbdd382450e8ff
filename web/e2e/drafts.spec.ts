// Nothing typed is lost (UX checks 17, 18 and the seeker's part of 30), and writing on later before anything was sent.
import type { Browser, Page } from '@playwright/test';
import { expect, look, test, watched, type Siegel } from './fixtures';
import { arrived, comesBack, hasWritten } from './people';
import { bytes, finds } from './search';

test.use({ world: 'drafts' });

const text = 'Kaminkehrer Balthasar stapelt Birnenkisten hinter dem Leuchtturm.';
const box = (page: Page) => page.getByLabel('Ihre Nachricht');
const saved = (page: Page) => page.getByText(/^Gespeichert um \d/).first();
const send = (page: Page) => page.getByRole('button', { name: 'Senden', exact: true });
const letters = (page: Page) => page.getByRole('list', { name: 'Verlauf' }).getByRole('listitem');

async function fresh(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  await watched(context);
  return context.newPage();
}

/** From the empty box to the kept one: an access, and nothing sent. */
async function keeps(page: Page, siegel: Siegel, name: string, password: string): Promise<string> {
  await page.goto(`${siegel.origin}/kiz/write`);
  await box(page).fill(text);
  await page.getByRole('button', { name: 'Später weiterschreiben' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Speichern', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Später weiterschreiben' })).toBeVisible({ timeout: 30_000 });
  await expect(saved(page)).toBeVisible();
  return (await page.locator('output').innerText()).replace(/[^0-9A-Z]/g, '');
}

test('17: a killed tab loses at most three seconds; the draft waits in another browser, and is gone once its message is sent', async ({ phone, browser, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, 'Ein erster Brief vom Leuchtturm.');
  await comesBack(phone, siegel, code);
  await box(phone).pressSequentially(text, { delay: 20 });
  await expect(saved(phone)).toBeVisible();
  await look(phone, '30-draft-saved');
  await phone.context().close();

  const other = await fresh(browser);
  await comesBack(other, siegel, code);
  await expect(box(other)).toHaveValue(text);
  await expect(saved(other)).toBeVisible();
  await send(other).click();
  await expect(letters(other).filter({ hasText: text })).toHaveCount(1);
  await expect(box(other)).toHaveValue('');
  expect((await person.read(id)).messages.filter((m) => m.text === text)).toHaveLength(1);
  expect(await person.call('GET', 'me/drafts')).toEqual({ drafts: [] });
  await other.context().close();

  const third = await fresh(browser);
  await comesBack(third, siegel, code);
  await expect(box(third)).toHaveValue('');
  await third.context().close();
});

test('17: whoever types on and on is saved all the same', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, 'Ein Brief von jemandem, der lange schreibt.');
  await comesBack(phone, siegel, code);
  const version = async () => (await person.call<{ drafts: { case: string; version: number }[] }>('GET', 'me/drafts')).drafts.find((d) => d.case === id)?.version ?? 0;
  const typing = box(phone).pressSequentially('ohne Pause '.repeat(60), { delay: 15 }); // ten seconds without a second's rest
  await expect.poll(version, { timeout: 8_000 }).toBeGreaterThan(1);
  await typing;
});

test('18: with the network cut the line says so loudly, and afterwards it names a time and the text is there', async ({ phone, browser, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief vor der Unterbrechung.');
  await comesBack(phone, siegel, code);
  await box(phone).fill('Vor dem Schnitt.');
  await expect(saved(phone)).toBeVisible();
  await phone.context().setOffline(true);
  await box(phone).fill(text);
  const loud = phone.getByRole('status').filter({ hasText: 'Nicht gespeichert. Wir versuchen es weiter.' });
  await expect(loud).toBeVisible();
  await expect(saved(phone)).toHaveCount(0);
  await look(phone, '31-draft-not-saved');
  await expect(loud).toBeVisible(); // it stays
  await phone.context().setOffline(false);
  await expect(saved(phone)).toBeVisible({ timeout: 40_000 });
  await expect(loud).toHaveCount(0);
  const other = await fresh(browser);
  await comesBack(other, siegel, code);
  await expect(box(other)).toHaveValue(text);
  await other.context().close();
});

test('18: a save whose answer is lost is no other version', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, 'Ein Brief vor der verlorenen Antwort.');
  await comesBack(phone, siegel, code);
  siegel.recorder.lose = (method, url) => method === 'PUT' && url.includes('/me/drafts/');
  try {
    await box(phone).fill(text);
    await expect(phone.getByText('Nicht gespeichert. Wir versuchen es weiter.')).toBeVisible();
    await box(phone).fill(`${text} Und weiter.`);
  } finally { siegel.recorder.lose = null; }
  await expect(saved(phone)).toBeVisible({ timeout: 40_000 });
  await expect(phone.getByText(/weitergeschrieben/)).toHaveCount(0);
  const { drafts } = await person.call<{ drafts: { case: string; kind: string }[] }>('GET', 'me/drafts');
  expect(drafts.map((d) => [d.case, d.kind])).toEqual([[id, 'message']]);
});

test('30: a draft of one case is never offered in another, nor to another person', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, 'Der erste Brief von zweien.', 'Zwei Briefe');
  const second = await person.write({ topic: '', lang: 'de', text: 'Der zweite Brief von zweien.', name: 'Zwei Briefe', age: null, gender: null });
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  const open = phone.getByRole('button', { name: 'Öffnen' });
  await expect(open).toHaveCount(2);
  await open.first().click();
  const first = (await phone.getByText('Der zweite Brief von zweien.').count()) ? second : id;
  await box(phone).fill(text);
  await phone.getByRole('button', { name: 'Zur Übersicht' }).click(); // not yet saved
  await open.last().click();
  await expect(box(phone)).toHaveValue('');
  await box(phone).fill('Ein anderer Entwurf.');
  await expect(saved(phone)).toBeVisible();
  await phone.getByRole('button', { name: 'Zur Übersicht' }).click();
  await open.first().click();
  await expect(box(phone)).toHaveValue(text);
  await expect.poll(async () => (await person.call<{ drafts: { case: string }[] }>('GET', 'me/drafts')).drafts.map((d) => d.case).sort()).toEqual([first, first === id ? second : id].sort());
  await phone.getByRole('button', { name: 'Abmelden' }).click();
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('abgemeldet');

  const stranger = await hasWritten(siegel, 'Der Brief von jemand anderem.');
  await comesBack(phone, siegel, stranger.code);
  await expect(box(phone)).toHaveValue('');
  expect(await phone.evaluate(() => document.documentElement.innerHTML)).not.toContain('Balthasar');
  await phone.goBack().catch(() => null);
  await expect(phone.getByText('Balthasar')).toHaveCount(0);
});

test('a draft that was written on elsewhere: both are kept, and the page says so', async ({ phone, browser, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief mit zwei Geräten.');
  await comesBack(phone, siegel, code);
  await box(phone).fill('Angefangen auf dem Telefon.');
  await expect(saved(phone)).toBeVisible();
  const other = await fresh(browser);
  await comesBack(other, siegel, code);
  await expect(box(other)).toHaveValue('Angefangen auf dem Telefon.');
  await box(other).fill('Weiter am Rechner.');
  await expect(saved(other)).toBeVisible();
  await box(phone).fill(text);
  await expect(phone.getByText(/Auf einem anderen Gerät .* weitergeschrieben/)).toBeVisible();
  await expect(box(phone)).toHaveValue(text);
  await expect(saved(phone)).toBeVisible();
  await phone.getByText('Ansehen').click();
  await expect(phone.getByText('Weiter am Rechner.')).toBeVisible();
  await look(phone, '32-draft-elsewhere');
  await phone.getByRole('button', { name: 'Diese Fassung nehmen' }).click();
  await expect(box(phone)).toHaveValue('Weiter am Rechner.');
  await expect(phone.getByText(text)).toBeVisible();
  await expect(saved(phone)).toBeVisible();
  const third = await fresh(browser);
  await comesBack(third, siegel, code);
  await expect(box(third)).toHaveValue('Weiter am Rechner.');
  await third.getByText('Ansehen').click();
  await expect(third.getByText(text)).toBeVisible();
  await third.getByRole('button', { name: 'Diese Fassung löschen' }).click();
  await expect(third.getByText('Ansehen')).toHaveCount(0);
  await third.reload();
  await expect(box(third)).toHaveValue('Weiter am Rechner.');
  await expect(third.getByText('Ansehen')).toHaveCount(0);
  await third.context().close();
  await other.context().close();
});

test('writing on later: an access, nothing sent, and the same letter again in another browser', async ({ phone, browser, siegel }) => {
  const [name, password] = ['Birnenkiste-12', 'leuchtturm birnen kiste sieben'];
  const pool = async () => (await siegel.karin.call<{ rows: unknown[] }>('GET', 'desk')).rows.length;
  const before = await pool();
  await phone.goto(`${siegel.origin}/kiz/write`);
  await expect(phone.getByText('Noch nicht gespeichert. Ihr Text steht nur auf dieser Seite.')).toBeVisible();
  await box(phone).fill(text);
  await phone.getByRole('button', { name: 'Später weiterschreiben' }).click();
  await expect(phone.getByText('Gesendet wird dabei noch nichts.')).toBeVisible();
  await look(phone, '33-later-access');
  await phone.getByLabel('Name', { exact: true }).fill(name);
  await phone.getByLabel('Passwort', { exact: true }).fill(password);
  await phone.getByRole('button', { name: 'Speichern', exact: true }).click();
  await expect(phone.getByRole('heading', { level: 1, name: 'Später weiterschreiben' })).toBeVisible({ timeout: 30_000 });
  await expect(saved(phone)).toBeVisible();
  await expect(phone.getByText(`${new URL(siegel.origin).host}/kiz`)).toBeVisible();
  await look(phone, '34-later-kept');
  expect(await pool()).toBe(before);
  await phone.getByRole('button', { name: 'Abmelden' }).first().click();
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('abgemeldet');

  const other = await fresh(browser);
  await other.goto(`${siegel.origin}/kiz/sign-in`);
  await other.getByLabel('Name', { exact: true }).fill(name);
  await other.getByLabel('Passwort', { exact: true }).fill(password);
  await other.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(box(other)).toHaveValue(text, { timeout: 30_000 });
  await expect(saved(other)).toBeVisible();
  await look(other, '35-later-write-on');
  await box(other).fill(`${text} Und am nächsten Tag noch ein Satz.`);
  await expect(saved(other)).toBeVisible();
  await other.reload(); // goes on where it was
  await expect(box(other)).toHaveValue(`${text} Und am nächsten Tag noch ein Satz.`);
  await other.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(other)).toBeVisible({ timeout: 30_000 });
  expect(await pool()).toBe(before + 1);
  await other.getByRole('button', { name: 'Meine Nachrichten' }).click();
  await expect(letters(other)).toHaveCount(1);
  await expect(box(other)).toHaveValue('');
  await other.context().close();

  const traffic = Buffer.concat(siegel.recorder.received.flatMap((r) => [Buffer.from(`${r.url}\n${r.headers}\n`), r.body]));
  expect(finds('me/drafts', traffic)).not.toBeNull();
  for (const where of [traffic, bytes(siegel.folder)]) expect(finds('Balthasar stapelt Birnenkisten', where)).toBeNull();
});

test('a first letter that cannot be sent is kept as a draft, and one that was sent after all is not there twice', async ({ phone, siegel }) => {
  const code = await keeps(phone, siegel, 'Birnenkiste-13', 'leuchtturm birnen kiste acht');
  await phone.getByRole('button', { name: 'Weiterschreiben' }).click();
  await expect(box(phone)).toHaveValue(text);
  siegel.recorder.lose = (method, url) => method === 'POST' && url.endsWith('/enquiries');
  try {
    await phone.getByRole('button', { name: 'Nachricht senden' }).click();
    await expect(phone.getByRole('button', { name: 'Noch einmal versuchen' })).toBeVisible({ timeout: 30_000 });
  } finally { siegel.recorder.lose = null; }
  // It has arrived, but nobody here knows. The text is changed, and sent again.
  await box(phone).fill(`${text} Geändert nach dem Schnitt.`);
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(letters(phone).filter({ hasText: text })).toHaveCount(1, { timeout: 30_000 });
  await expect(box(phone)).toHaveValue(`${text} Geändert nach dem Schnitt.`);
  await send(phone).click();
  await expect(letters(phone)).toHaveCount(2);
  await phone.context().clearCookies();
  await comesBack(phone, siegel, code);
  await expect(letters(phone)).toHaveCount(2);
  await expect(box(phone)).toHaveValue('');
});

test('50,000 characters, emoji, Arabic and mixed scripts are saved and sent as they were typed', async ({ phone, browser, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, 'Ein kurzer Brief vor dem langen.');
  const long = `مرحبا، كيف حالكم اليوم؟ 👩‍👩‍👧‍👦🏳️‍🌈 Ωμέγα Жук 漢字 ${'ä'.repeat(50_000)}`.slice(0, 50_000);
  await comesBack(phone, siegel, code);
  await box(phone).fill(long);
  await expect(saved(phone)).toBeVisible();
  await expect(phone.getByText(/Noch 0 Zeichen/)).toBeVisible();
  expect(await box(phone).evaluate((e) => getComputedStyle(e).direction)).toBe('rtl'); // 28: by its first letters
  const other = await fresh(browser);
  await comesBack(other, siegel, code);
  expect(await box(other).inputValue()).toBe(long);
  await send(other).click();
  await expect(letters(other)).toHaveCount(2);
  expect(await letters(other).last().locator('.text').evaluate((e) => getComputedStyle(e).direction)).toBe('rtl');
  expect((await person.read(id)).messages.at(-1)?.text).toBe(long);
  await other.context().close();
});

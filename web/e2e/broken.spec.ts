// What is broken on our side: the server dies, its database is away, its disk is full. People read it in words, keep their text, and it goes out once.
import type { Page } from '@playwright/test';
import { binary, expect, look, test as base, world, type Siegel } from './fixtures';
import { atTheDesk, comesBack, hasWritten } from './people';

type Worlds = { onDisk: Siegel; onPostgres: Siegel };
const test = base.extend<object, Worlds>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  onDisk: [async ({}, use) => {
    const siegel = await world({ database: 'sqlite', program: binary, agency: 'agency.toml', disk: 40 });
    await use(siegel);
    await siegel.end();
  }, { scope: 'worker', timeout: 60_000 }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  onPostgres: [async ({}, use) => {
    const siegel = await world({ database: 'postgres', program: binary, agency: 'agency.toml' });
    await use(siegel);
    await siegel.end();
  }, { scope: 'worker', timeout: 60_000 }],
});

test.use({ world: 'broken' });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const letters = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });
const box = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const words = {
  gone: 'Die Verbindung ist unterbrochen.',
  away: 'Bei uns gibt es gerade eine Störung. Wir arbeiten daran. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
  full: 'Auf unserem Server ist kein Speicher mehr frei. Wir arbeiten daran. Bitte versuchen Sie es später noch einmal.',
};
const kept = (page: Page) => page.getByText('Ihr Text ist noch da.').first();

/** Reads what happened, that the text is safe, and whom to call. */
async function reads(page: Page, what: string): Promise<void> {
  await expect(page.getByText(what).first()).toBeVisible({ timeout: 30_000 });
  await expect(kept(page)).toBeVisible();
  await expect(page.locator('a[href="tel:112"]').first()).toBeVisible();
}

interface Talk { id: string; phone: Page; laptop: Page; siegel: Siegel }

/** A seeker with her letters on the phone, and Karin with the same case at the desk. */
async function talk(siegel: Siegel, phone: Page, laptop: Page, name: string): Promise<Talk> {
  const { code, id } = await hasWritten(siegel, `Ein Brief von ${name}.`, name);
  await siegel.karin.take(id);
  await comesBack(phone, siegel, code);
  await atTheDesk(laptop, siegel, 'karin');
  await laptop.locator('.row-open').filter({ has: laptop.getByText(name, { exact: true }) }).click();
  await button(laptop, 'Antworten').click();
  return { id, phone, laptop, siegel };
}

const sends = async (page: Page, label: string, text: string, press: string) => {
  await box(page, label).fill(text);
  await button(page, press).click();
};

/** Both send while it is broken and read the same words; mended, one more press each sends each text once. */
async function brokenAndMended(t: Talk, what: string, picture: string, mend: () => Promise<void> | void): Promise<void> {
  const question = `Kommt das an? ${picture}`, reply = `Ja, das kommt an. ${picture}`;
  await Promise.all([sends(t.phone, 'Ihre Nachricht', question, 'Senden'), sends(t.laptop, 'Antwort', reply, 'Senden')]);
  await Promise.all([reads(t.phone, what), reads(t.laptop, what)]);
  await expect(box(t.phone, 'Ihre Nachricht')).toHaveValue(question);
  await expect(box(t.laptop, 'Antwort')).toHaveValue(reply);
  if (picture === '72-away') await look(t.phone, `${picture}-seeker`);
  if (picture === '71-full') await look(t.laptop, `${picture}-desk`);
  await mend();
  await t.phone.getByRole('button', { name: /^(Noch einmal versuchen|Senden)$/ }).first().click();
  await expect(letters(t.phone, question)).toHaveCount(1, { timeout: 30_000 });
  await expect(box(t.phone, 'Ihre Nachricht')).toHaveValue('');
  await expect(async () => { // her letter crosses the answer: it is seen first
    if (await box(t.laptop, 'Antwort').isVisible() && await box(t.laptop, 'Antwort').inputValue() === reply) await t.laptop.getByRole('button', { name: /^(Gelesen\. )?Senden$/ }).click();
    await expect(letters(t.laptop, reply)).toHaveCount(1, { timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  await expect.poll(async () => {
    const { messages, held } = await t.siegel.karin.call<{ messages: unknown[]; held: unknown[] }>('GET', `cases/${t.id}/messages?after=0`);
    return messages.length + held.length;
  }).toBe(3); // the first letter and these two: nothing twice
}

test('the server dies with a letter in its hands, and is there again: one more press, one letter', async ({ phone, laptop, onDisk: siegel }) => {
  const t = await talk(siegel, phone, laptop, 'Absturz 1');
  let killed = false;
  siegel.recorder.lose = (method, url) => { // stored, and never answered
    if (method !== 'POST' || !url.endsWith('/messages') || killed) return killed;
    siegel.kill();
    return killed = true;
  };
  await brokenAndMended(t, words.gone, '70-killed', async () => { siegel.recorder.lose = null; await siegel.restart(); });
});

test('the disk is full: said in words, nothing typed is lost, reading goes on', async ({ phone, laptop, onDisk: siegel }) => {
  const t = await talk(siegel, phone, laptop, 'Voll 1');
  siegel.disk?.fill();
  await brokenAndMended(t, words.full, '71-full', async () => {
    await button(phone, 'Nach neuen Nachrichten sehen').click();
    await expect(letters(phone, 'Ein Brief von Voll 1.')).toBeVisible();
    await expect(button(phone, 'Noch einmal versuchen')).toHaveCount(0); // what failed is over; the text still stands in the box
    await expect(box(phone, 'Ihre Nachricht')).toHaveValue(/Kommt das an/);
    siegel.disk?.empty();
  });
});

test('the database is away: said in words, nothing typed is lost, and all goes on when it is there again', async ({ phone, laptop, onPostgres: siegel }) => {
  const t = await talk(siegel, phone, laptop, 'Fort 1');
  await siegel.postgres?.halt();
  await brokenAndMended(t, words.away, '72-away', async () => {
    const page = await phone.context().newPage();
    const answer = await page.goto(`${siegel.origin}/kiz`);
    expect(answer?.status()).toBe(503);
    await expect(page.getByText('Diese Seite ist gerade nicht erreichbar.')).toBeVisible();
    await expect(page.locator('a[href="tel:112"]').first()).toBeVisible();
    await page.close();
    await siegel.postgres?.resume();
  });
});

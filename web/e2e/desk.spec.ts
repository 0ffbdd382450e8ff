// The desk when something goes wrong: an answer that gets lost, a take-over cut short, a session that ends, two windows, a text not sent.
import type { Page } from '@playwright/test';
import { expect, look, people, test } from './fixtures';
import { atTheDesk, hasWritten } from './people';

test.use({ viewport: { width: 1280, height: 800 }, world: 'desk' });

const answer = (page: Page) => page.getByLabel('Antwort', { exact: true });
const send = (page: Page) => page.getByRole('button', { name: 'Senden', exact: true }).click();
const letters = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

test('a lead whose record does not follow what her browser knew is not let in and is told whom to call; the true one is followed', async ({ laptop, siegel }) => {
  test.setTimeout(120_000);
  await atTheDesk(laptop, siegel, 'lead');
  await laptop.getByRole('button', { name: 'Abmelden', exact: true }).click();
  await laptop.route('**/api/1/audit?**', async (route) => { // the server has been put back to an earlier day
    await route.fulfill({ json: { entries: [], head: { seq: 1, at: Date.now() - 86_400_000, hash: 'A'.repeat(43) }, more: false } });
  });
  await laptop.goto(`${siegel.origin}/kiz/desk`);
  const sign = async () => {
    await laptop.getByLabel('Name', { exact: true }).fill(people.lead.name);
    await laptop.getByLabel('Passwort', { exact: true }).fill(people.lead.password);
    await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  };
  await sign();
  await expect(laptop.getByText('passt nicht zu dem, was Ihr Browser zuletzt geprüft hat')).toBeVisible({ timeout: 30_000 });
  await expect(laptop.getByRole('button', { name: 'Abmelden' })).toHaveCount(0);
  await look(laptop, 'c14-record');
  await laptop.unroute('**/api/1/audit?**');
  await sign(); // the true one follows
  await expect(laptop.getByRole('button', { name: 'Abmelden' })).toBeVisible({ timeout: 30_000 });
});

test('a lead reads the record: every row checked by her browser, by day and by kind; a row that was changed is not shown', async ({ laptop, siegel }) => {
  test.setTimeout(180_000);
  await atTheDesk(laptop, siegel, 'lead');
  const record = laptop.getByRole('button', { name: 'Protokoll', exact: true }), row = (text: string) => laptop.getByRole('listitem').filter({ hasText: text });
  await record.focus();
  await laptop.keyboard.press('Enter');
  await expect(laptop.getByRole('heading', { level: 1, name: 'Protokoll' })).toBeFocused();
  await expect(laptop.getByText('Dieser Browser hat alles geprüft')).toBeVisible({ timeout: 30_000 });
  await expect(row('Teamliste unterschrieben').first()).toContainText('Frau L.');
  await expect(row('Schlüssel zum Lesen gegeben').filter({ hasText: 'Schlüssel der Beratungsstelle' }).first()).toContainText(/Frau K\.|Herr B\./);
  await expect(row('dasselbe Protokoll')).toContainText(/Prüfzahl [0-9A-F]{4} [0-9A-F]{4}/);
  await look(laptop, 'c15-chain');
  const text = await laptop.locator('main').innerText();
  for (const name of ['lead', people.karin.name, people.ben.name]) expect(text).not.toMatch(new RegExp(`\\b${name}\\b`)); // how they sign in
  const team = laptop.getByRole('button', { name: 'Team', exact: true }).last();
  await team.focus();
  await laptop.keyboard.press('Space');
  await expect(team).toHaveAttribute('aria-pressed', 'true');
  await expect(row('Schlüssel zum Lesen gegeben')).toHaveCount(0);
  await expect(row('Einladung erstellt').first()).toBeVisible();
  await laptop.route('**/api/1/audit?**', async (route) => {
    const answer = await route.fetch(), page = await answer.json() as { entries: { count: number }[] };
    if (page.entries[0]) page.entries[0].count = 7;
    await route.fulfill({ json: page });
  });
  await laptop.getByRole('button', { name: 'Heute', exact: true }).click();
  await record.click();
  await expect(laptop.getByRole('alert')).toContainText('passt nicht zu dem, was Ihr Browser zuletzt geprüft hat', { timeout: 30_000 });
  await expect(laptop.getByRole('alert')).toContainText('+43 1 0000001');
  await expect(laptop.getByRole('listitem')).toHaveCount(0);
  await laptop.unroute('**/api/1/audit?**');
  await laptop.getByRole('button', { name: 'Noch einmal versuchen' }).click();
  await expect(row('Teamliste unterschrieben').first()).toBeVisible({ timeout: 30_000 });
});

/** Opens a case from today and the box for an answer. */
async function answering(page: Page, name: string): Promise<void> {
  await page.getByText(name).first().click();
  await page.getByRole('button', { name: 'Antworten' }).click();
}

test('21: an answer whose receipt is lost is sent once; what was changed since is kept as a text of its own', async ({ laptop, siegel }) => {
  const { person, id } = await hasWritten(siegel, 'Bitte antworten Sie mir.', 'Quittung 1');
  await siegel.karin.take(id);
  await atTheDesk(laptop, siegel, 'karin');
  await answering(laptop, 'Quittung 1');
  let reached = 0;
  await laptop.route('**/messages', async (route) => {
    if (route.request().method() !== 'POST') { await route.continue(); return; }
    reached++;
    await route.fetch();
    await route.abort();
  });
  await answer(laptop).fill('Die Quittung kommt nie an.');
  await send(laptop);
  await expect(laptop.getByRole('alert')).toContainText('Ihr Text ist noch da.');
  expect(reached).toBeGreaterThan(0);
  await laptop.unroute('**/messages');
  await answer(laptop).fill('Die Quittung kommt nie an. Ein Nachsatz.');
  await send(laptop);
  await expect(laptop.getByText(/frühere Fassung/)).toBeVisible();
  await expect(answer(laptop)).toHaveValue('Die Quittung kommt nie an. Ein Nachsatz.');
  await answer(laptop).fill('Nur der Nachsatz.');
  await send(laptop);
  await expect(laptop.getByText(/geht gerade erst hinaus/)).toBeVisible(); // the first one is still held
  await expect(letters(laptop, 'Die Quittung kommt nie an.')).not.toContainText('Geht', { timeout: 30_000 });
  await laptop.getByRole('button', { name: 'Senden', exact: true }).dblclick();
  await expect(letters(laptop, 'Nur der Nachsatz.')).toHaveCount(1);
  await expect.poll(async () => (await person.read(id)).messages.length, { timeout: 30_000 }).toBe(3);
  expect((await person.read(id)).messages.map((m) => m.text)).toEqual(['Bitte antworten Sie mir.', 'Die Quittung kommt nie an.', 'Nur der Nachsatz.']);
});

test('a take-over whose confirmation never arrives is finished when the case is opened again', async ({ laptop, siegel }) => {
  await hasWritten(siegel, 'Wer übernimmt mich?', 'Abbruch 2');
  await atTheDesk(laptop, siegel, 'karin');
  await laptop.getByText('Abbruch 2').first().click();
  await expect(laptop.getByText('Wer übernimmt mich?')).toBeVisible();
  await laptop.route('**/confirmation', (route) => route.abort());
  await laptop.getByRole('button', { name: 'Übernehmen' }).click();
  await expect(laptop.getByRole('alert')).toBeVisible();
  await look(laptop, '19-desk-cut');
  await laptop.unroute('**/confirmation');
  await laptop.reload();
  const confirmed = laptop.waitForResponse((r) => r.url().endsWith('/confirmation'));
  await atTheDesk(laptop, siegel, 'karin');
  await answering(laptop, 'Abbruch 2');
  expect((await confirmed).status()).toBe(204);
  await answer(laptop).fill('Ich habe Sie übernommen.');
  await send(laptop);
  await expect(letters(laptop, 'Ich habe Sie übernommen.')).toHaveCount(1);
});

test('19: a session that has ended asks for the password over the page, and exactly one answer goes out', async ({ laptop, siegel }) => {
  const { person, id } = await hasWritten(siegel, 'Lange Pause.', 'Pause 3');
  await siegel.karin.take(id);
  await atTheDesk(laptop, siegel, 'karin');
  await answering(laptop, 'Pause 3');
  await answer(laptop).fill('Nach der langen Pause.');
  await laptop.context().clearCookies();
  await send(laptop);
  const dialog = laptop.getByRole('dialog');
  await expect(dialog).toContainText('Ihr Text ist noch da');
  await look(laptop, '27-desk-again');
  await dialog.getByLabel('Name', { exact: true }).fill(people.ben.name);
  await dialog.getByLabel('Passwort', { exact: true }).fill(people.ben.password);
  await dialog.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(dialog.getByText('Das ist ein anderer Zugang.', { exact: false }).first()).toBeVisible({ timeout: 30_000 });
  await dialog.getByLabel('Name', { exact: true }).fill(people.karin.name);
  await dialog.getByLabel('Passwort', { exact: true }).fill(people.karin.password);
  await dialog.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(letters(laptop, 'Nach der langen Pause.')).toHaveCount(1, { timeout: 30_000 });
  await expect.poll(async () => (await person.read(id)).messages.map((m) => m.text), { timeout: 30_000 }).toEqual(['Lange Pause.', 'Nach der langen Pause.']);
});

test('signing out asks only for a text that could not be saved, leaves nothing, and the other window is out too; Back does not leave the desk', async ({ laptop, siegel }) => {
  const { id } = await hasWritten(siegel, 'Zwei Fenster sind offen.', 'Fenster 4');
  await siegel.karin.take(id);
  await atTheDesk(laptop, siegel, 'karin');
  const other = await laptop.context().newPage();
  await atTheDesk(other, siegel, 'karin');
  await answering(laptop, 'Fenster 4');
  await answer(laptop).fill('Noch nicht fertig.');
  await laptop.goBack();
  await expect(laptop.getByRole('heading', { level: 1, name: 'Heute' })).toBeVisible();
  await laptop.getByText('Fenster 4').first().click();
  await expect(answer(laptop)).toHaveValue('Noch nicht fertig.');
  await laptop.route('**/me/drafts/**', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await answer(laptop).fill('Noch nicht gespeichert.');
  await expect(laptop.getByText('Nicht gespeichert. Wir versuchen es weiter.')).toBeVisible();
  await laptop.getByRole('button', { name: 'Abmelden', exact: true }).click();
  await laptop.getByRole('button', { name: 'Zurück zum Text' }).click();
  await expect(answer(laptop)).toHaveValue('Noch nicht gespeichert.');
  await laptop.unrouteAll();
  await expect(laptop.getByText(/Gespeichert um/)).toBeVisible({ timeout: 40_000 });
  await laptop.getByRole('button', { name: 'Abmelden', exact: true }).click();
  await expect(laptop.getByText('Sie sind abgemeldet.')).toBeVisible();
  await expect(other.getByText(/anderen Fenster abgemeldet/)).toBeVisible();
  for (const page of [laptop, other]) {
    await expect(page.getByText('Fenster 4')).toHaveCount(0);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  }
  await laptop.goBack();
  await expect(laptop.getByText('Zwei Fenster sind offen.')).toHaveCount(0);
});

test('23: the title of the desk counts the letters that wait', async ({ laptop, siegel }) => {
  const counted = async () => Number(/^\((\d+)\) /.exec(await laptop.title())?.[1] ?? 0);
  await hasWritten(siegel, 'Einer wartet schon.', 'Zahl 5');
  await atTheDesk(laptop, siegel, 'karin');
  await expect(laptop.getByText('Zahl 5').first()).toBeVisible();
  await expect.poll(counted).toBeGreaterThan(0);
  const before = await counted();
  await hasWritten(siegel, 'Und noch einer.', 'Zahl 6');
  await expect.poll(counted).toBe(before + 1); // by itself
});

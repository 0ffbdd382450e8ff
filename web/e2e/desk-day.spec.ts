// The desk day by day: what is due, answers taken back, drafts, cases put back, at rest and closed, everything live, and the lock.
import type { Browser, Locator, Page } from '@playwright/test';
import { expect, look, people, test, watched, type Siegel } from './fixtures';
import { almost, atTheDesk, hasWritten, tellsWhere } from './people';

test.use({ viewport: { width: 1280, height: 800 }, world: 'desk-day' });

const answer = (page: Page) => page.getByLabel('Antwort', { exact: true });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const row = (page: Page, name: string) => page.locator('.row-open').filter({ has: page.getByText(name, { exact: true }) });
const group = (page: Page, title: RegExp) => page.getByRole('region', { name: title });
const letter = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });
const title = async (page: Page) => Number(/^\((\d+)\) /.exec(await page.title())?.[1] ?? 0);

async function second(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await watched(context);
  return context.newPage();
}

/** A case of Karin's, open on the page. */
async function opened(page: Page, siegel: Siegel, name: string, text: string) {
  const written = await hasWritten(siegel, text, name);
  await siegel.karin.take(written.id);
  await atTheDesk(page, siegel, 'karin');
  await row(page, name).click();
  await expect(letter(page, text)).toBeVisible();
  return written;
}

async function types(page: Page, text: string): Promise<void> {
  if (await button(page, 'Antworten').isVisible()) await button(page, 'Antworten').click();
  await answer(page).fill(text);
}

const isSaved = (box: Locator | Page) => expect(box.getByText(/Gespeichert um/)).toBeVisible();

test('an answer can be taken back for ten seconds; nobody has seen it; sent again it goes out once', async ({ laptop, siegel }) => {
  const { person, id } = await opened(laptop, siegel, 'Zurück 1', 'Bitte antworten Sie mir bald.');
  await types(laptop, 'Das war zu schnell.');
  await button(laptop, 'Senden').click();
  await expect(laptop.getByRole('status').filter({ hasText: 'in zehn Sekunden' })).toHaveCount(1);
  await expect(letter(laptop, 'Das war zu schnell.')).toContainText(/Geht in \d+ Sekunden? hinaus/);
  expect((await person.read(id)).messages).toHaveLength(1);
  await button(laptop, 'Zurückholen').click();
  await expect(answer(laptop)).toHaveValue('Das war zu schnell.');
  await expect(answer(laptop)).toBeFocused();
  await expect(letter(laptop, 'Das war zu schnell.')).toHaveCount(0);
  await isSaved(laptop); // a draft again
  await answer(laptop).fill('Das ist überlegt.');
  await button(laptop, 'Senden').click();
  await look(laptop, '30-desk-held');
  await expect(letter(laptop, 'Das ist überlegt.')).not.toContainText('Geht', { timeout: 30_000 }); // out, told by the server
  await expect(letter(laptop, 'Das ist überlegt.')).toHaveCount(1);
  await expect(laptop.getByText('Beantwortet')).toBeVisible();
  expect((await person.read(id)).messages.map((m) => m.text)).toEqual(['Bitte antworten Sie mir bald.', 'Das ist überlegt.']);
  await button(laptop, 'Zurück zu Heute').click();
  await expect(group(laptop, /^Beantwortet/).getByText('Zurück 1')).toBeVisible();
  await expect(row(laptop, 'Zurück 1')).not.toContainText(/neue Nachricht|Entwurf/); // one's own answer is nothing to read
});

test('an answer that goes out while nobody looks at its case is nothing to read; the next letter counts one', async ({ laptop, siegel }) => {
  const { person, id } = await opened(laptop, siegel, 'Weiter 14', 'Eine kurze Frage.');
  await types(laptop, 'Eine kurze Antwort.');
  await button(laptop, 'Senden').click();
  await expect(button(laptop, 'Zurückholen')).toBeVisible();
  await button(laptop, 'Zurück zu Heute').click();
  await expect(row(laptop, 'Weiter 14')).toContainText('Geht gleich hinaus');
  await expect(group(laptop, /^Beantwortet/).getByText('Weiter 14')).toBeVisible({ timeout: 30_000 });
  await expect(row(laptop, 'Weiter 14')).not.toContainText(/neue|Geht|Entwurf/);
  await person.send(id, 'Danke.', 'de');
  await expect(row(laptop, 'Weiter 14')).toContainText('1 neue Nachricht');
});

test('an answer that is held survives a reload, and can still be taken back', async ({ laptop, siegel }) => {
  const { person, id } = await opened(laptop, siegel, 'Zurück 2', 'Noch eine Frage.');
  await types(laptop, 'Vor dem Neuladen gesendet.');
  await isSaved(laptop);
  await button(laptop, 'Senden').click();
  await expect(button(laptop, 'Zurückholen')).toBeVisible();
  await laptop.reload();
  await expect(button(laptop, 'Zurückholen')).toBeVisible();
  await laptop.waitForTimeout(1_000);
  const kept = (await siegel.karin.call<{ drafts: { case: string }[] }>('GET', 'me/drafts')).drafts.filter((d) => d.case === id);
  expect(kept).toHaveLength(1); // until it is out it is its writer's, whatever happens to either
  await button(laptop, 'Zurückholen').click();
  await expect(answer(laptop)).toHaveValue('Vor dem Neuladen gesendet.');
  expect((await person.read(id)).messages).toHaveLength(1);
});

test('17, 30: what was typed up to three seconds before a tab is killed is in the box again, in its own case only, for its writer only', async ({ laptop, browser, siegel }) => {
  await opened(laptop, siegel, 'Entwurf 3', 'Brief in Fall drei.');
  const other = await hasWritten(siegel, 'Brief in Fall vier.', 'Entwurf 4');
  await siegel.karin.take(other.id);
  await types(laptop, 'Ein halber Satz für Fall');
  await laptop.getByLabel('Vermerk', { exact: true }).fill('Ein halber Vermerk');
  await laptop.waitForTimeout(3_000); // the promise is three seconds, whatever the page says
  await laptop.close({ runBeforeUnload: false });
  const page = await second(browser);
  await atTheDesk(page, siegel, 'karin');
  await expect(row(page, 'Entwurf 3')).toContainText('Entwurf');
  await expect(row(page, 'Entwurf 3')).toContainText('Vermerk begonnen');
  await row(page, 'Entwurf 4').click();
  await expect(letter(page, 'Brief in Fall vier.')).toBeVisible();
  await expect(page.getByText('halber')).toHaveCount(0);
  await page.goBack();
  await row(page, 'Entwurf 3').click();
  await expect(answer(page)).toHaveValue('Ein halber Satz für Fall');
  await expect(page.getByLabel('Vermerk', { exact: true })).toHaveValue('Ein halber Vermerk');
  for (const step of ['reload', 'goBack', 'goForward'] as const) {
    await page[step]();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    if (await page.getByText('Brief in Fall vier.').count()) await expect(page.getByText('halber')).toHaveCount(0);
  }
  const colleague = await second(browser);
  await atTheDesk(colleague, siegel, 'ben');
  await expect(colleague.getByRole('heading', { name: 'Heute' }).first()).toBeVisible();
  await expect(colleague.getByText('halber')).toHaveCount(0);
  await page.context().close();
  await colleague.context().close();
});

test('18: without a network the line says so, and afterwards names a time', async ({ laptop, siegel }) => {
  await opened(laptop, siegel, 'Leitung 5', 'Die Leitung ist schlecht.');
  await button(laptop, 'Antworten').click();
  await laptop.context().setOffline(true);
  await answer(laptop).fill('Ohne Netz geschrieben.');
  await expect(laptop.getByText('Nicht gespeichert. Wir versuchen es weiter.')).toBeVisible();
  await look(laptop, '31-desk-unsaved');
  await laptop.context().setOffline(false);
  await isSaved(laptop);
  await laptop.reload();
  await expect(answer(laptop)).toHaveValue('Ohne Netz geschrieben.');
});

test('a case put back is read and taken by a colleague, with its notes; the one who gave it back reads nothing more, in no window', async ({ laptop, browser, siegel }) => {
  const { person, id } = await opened(laptop, siegel, 'Wechsel 6', 'Wer immer das liest.');
  await laptop.getByLabel('Vermerk', { exact: true }).fill('Für die Kollegin vermerkt.');
  await button(laptop, 'Vermerk speichern').click();
  await expect(letter(laptop, 'Für die Kollegin vermerkt.')).toBeVisible();
  await types(laptop, 'Nicht fertig geworden.');
  await isSaved(laptop);
  const other = await laptop.context().newPage(); // the same case in a second tab
  await atTheDesk(other, siegel, 'karin');
  await row(other, 'Wechsel 6').click();
  await expect(letter(other, 'Wer immer das liest.')).toBeVisible();
  const ben = await second(browser);
  await atTheDesk(ben, siegel, 'ben');
  await expect(row(ben, 'Wechsel 6')).toHaveCount(0);

  await button(laptop, 'Zurückgeben').click();
  const dialog = laptop.getByRole('dialog');
  await expect(dialog).toContainText('Ihr angefangener Text geht nicht mit.');
  await expect(dialog.getByRole('button', { name: 'Abbrechen' })).toBeFocused();
  await look(laptop, '32-desk-put-back');
  await dialog.getByRole('button', { name: 'Zurückgeben' }).click();
  await expect(laptop.getByText('Der Fall Wechsel 6 liegt wieder im Eingang.')).toBeVisible();
  await expect(row(laptop, 'Wechsel 6')).toContainText('Eingang');
  await expect(other.getByRole('heading', { name: 'Dieser Fall ist nicht mehr bei Ihnen' })).toBeVisible();
  await expect(other.getByText('Wer immer das liest.')).toHaveCount(0);
  await look(other, '33-desk-lost');

  await row(ben, 'Wechsel 6').click(); // it came by itself
  await expect(letter(ben, 'Wer immer das liest.')).toBeVisible();
  await button(ben, 'Übernehmen').click();
  await expect(letter(ben, 'Für die Kollegin vermerkt.')).toBeVisible();
  await expect(ben.getByText('Nicht fertig geworden.')).toHaveCount(0);
  await expect(row(laptop, 'Wechsel 6')).toHaveCount(0); // taken: it goes by itself
  await types(ben, 'Ich bin jetzt für Sie da.');
  await button(ben, 'Senden').click();
  await expect.poll(async () => (await person.read(id)).messages.map((m) => m.text), { timeout: 30_000 }).toEqual(['Wer immer das liest.', 'Ich bin jetzt für Sie da.']);
  await ben.context().close();
});

test('a case at rest wakes, a closed one opens again when the seeker writes; both move by themselves and say what is new', async ({ laptop, siegel }) => {
  const { person, id } = await opened(laptop, siegel, 'Ruhe 7', 'Es geht mir besser.');
  await button(laptop, 'Ruhen lassen').click();
  await expect(laptop.getByText('Der Fall Ruhe 7 ruht.', { exact: false })).toBeVisible();
  await expect(group(laptop, /^Ruht/).getByText('Ruhe 7')).toBeVisible();
  const before = await title(laptop);
  await person.send(id, 'Heute doch nicht.', 'de');
  await expect(group(laptop, /^Ruht/).getByText('Ruhe 7')).toHaveCount(0);
  await expect(row(laptop, 'Ruhe 7')).toContainText('1 neue Nachricht');
  await expect.poll(() => title(laptop)).toBe(before + 1);
  await row(laptop, 'Ruhe 7').click();
  await expect(letter(laptop, 'Heute doch nicht.')).toBeVisible();
  await expect.poll(() => title(laptop)).toBe(before);

  await button(laptop, 'Abschließen').click();
  const dialog = laptop.getByRole('dialog');
  await expect(dialog).toContainText('Die letzte Nachricht ist noch nicht beantwortet.');
  await look(laptop, '34-desk-close');
  await dialog.getByRole('button', { name: 'Abschließen' }).click();
  await expect(row(laptop, 'Ruhe 7')).toHaveCount(0);
  await button(laptop, 'Abgeschlossen').click();
  await row(laptop, 'Ruhe 7').click();
  await expect(laptop.getByText('Dieser Fall ist abgeschlossen.', { exact: false }).first()).toBeVisible();
  await expect(button(laptop, 'Antworten')).toHaveCount(0);
  await button(laptop, 'Wieder öffnen').click();
  await expect(button(laptop, 'Antworten')).toBeVisible();
  await button(laptop, 'Abschließen').click();
  await laptop.getByRole('dialog').getByRole('button', { name: 'Abschließen' }).click();
  await expect(laptop.getByText('Der Fall Ruhe 7 ist abgeschlossen.')).toBeVisible();
  await button(laptop, /^Alles/).click();
  await person.send(id, 'Ich bin noch einmal da.', 'de');
  await expect(row(laptop, 'Ruhe 7')).toContainText('1 neue Nachricht');
});

test('nobody closes what they have not seen: a letter that came in between keeps the case open', async ({ laptop, siegel }) => {
  const { person, id } = await opened(laptop, siegel, 'Dazwischen 8', 'Danke, alles gut.');
  await button(laptop, 'Abschließen').click();
  await person.send(id, 'Halt, noch etwas.', 'de');
  await expect(laptop.getByText('2 Nachrichten', { exact: false })).toBeVisible(); // it stands behind the question already
  await laptop.getByRole('dialog').getByRole('button', { name: 'Abschließen' }).click();
  await expect(laptop.getByText('Der Fall hat sich inzwischen geändert.', { exact: false })).toBeVisible();
  await expect(letter(laptop, 'Halt, noch etwas.')).toBeVisible();
});

test('a message that arrives while somebody writes is said once, takes no focus, and must be seen before sending', async ({ laptop, siegel }) => {
  const { person, id } = await opened(laptop, siegel, 'Kreuz 9', 'Erster Brief.');
  await types(laptop, 'Antwort auf den ersten.');
  await answer(laptop).focus();
  await person.send(id, 'Zweiter Brief, ganz anders.', 'de');
  await expect(letter(laptop, 'Zweiter Brief, ganz anders.')).toBeVisible();
  await expect(laptop.getByRole('status').filter({ hasText: 'Neue Nachricht von Kreuz 9: Zweiter Brief, ganz anders.' })).toHaveCount(1);
  await expect(answer(laptop)).toBeFocused();
  await button(laptop, 'Senden').click();
  await expect(laptop.getByRole('heading', { name: 'Inzwischen ist eine neue Nachricht gekommen' })).toBeVisible();
  expect((await person.read(id)).messages).toHaveLength(2);
  await look(laptop, '35-desk-crossed');
  await button(laptop, 'Gelesen. Senden').click();
  await expect.poll(async () => (await person.read(id)).messages.map((m) => m.text), { timeout: 30_000 }).toEqual(['Erster Brief.', 'Zweiter Brief, ganz anders.', 'Antwort auf den ersten.']);
});

test('older messages come on request, in pieces, and what is read stays where it is', async ({ laptop, siegel }) => {
  const { person, id } = await hasWritten(siegel, 'Brief 0', 'Lang 10');
  await siegel.karin.take(id);
  for (let i = 1; i < 12; i++) await person.send(id, `Brief ${i}`, 'de');
  await siegel.karin.read(id); // read before: only the newest piece is opened now
  // A server that gives pieces of five; what it gives is all its own.
  siegel.recorder.change = (url, body) => {
    if (!/messages\?before=/.test(url)) return body;
    const piece = JSON.parse(body) as { messages: unknown[]; more: boolean };
    return JSON.stringify({ ...piece, messages: piece.messages.slice(-5), more: piece.more || piece.messages.length > 5 });
  };
  try {
    await atTheDesk(laptop, siegel, 'karin');
    await row(laptop, 'Lang 10').click();
    const letters = laptop.locator('.message:not(.note) .text');
    await expect(letters).toHaveText(['Brief 7', 'Brief 8', 'Brief 9', 'Brief 10', 'Brief 11']);
    const place = () => letters.filter({ hasText: 'Brief 8' }).evaluate((e) => Math.round(e.getBoundingClientRect().top));
    await laptop.evaluate(() => scrollTo(0, 120));
    const before = await place();
    await button(laptop, 'Ältere Nachrichten zeigen').click();
    await expect(letters).toHaveCount(10);
    expect(Math.abs(await place() - before)).toBeLessThan(3);
    await button(laptop, 'Ältere Nachrichten zeigen').click();
    await expect(letters).toHaveCount(12);
    await expect(letters.first()).toHaveText('Brief 0');
    await expect(button(laptop, 'Ältere Nachrichten zeigen')).toHaveCount(0);
    await expect(laptop.getByText('Eine Nachricht fehlt.')).toHaveCount(0);
  } finally { siegel.recorder.change = null; }
});

test('locked: no word is left in any tab, the keys are gone; the password leads back to the same place with the draft', async ({ laptop, siegel }) => {
  await opened(laptop, siegel, 'Schloss 11', 'Nur für Karin.');
  await types(laptop, 'Mitten im Satz');
  const other = await laptop.context().newPage();
  await atTheDesk(other, siegel, 'karin');
  await expect(row(other, 'Schloss 11')).toBeVisible();
  await button(laptop, 'Sperren').click();
  for (const page of [laptop, other]) {
    await expect(page.getByRole('heading', { level: 1, name: 'Gesperrt' })).toBeVisible();
    await expect(page.getByLabel('Passwort', { exact: true })).toBeVisible();
    expect(await page.content()).not.toMatch(/Schloss 11|Nur für Karin|Mitten im Satz/);
    expect(await page.title()).not.toMatch(/\d/);
    expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([0, 0]);
  }
  await look(laptop, '36-desk-locked');
  await laptop.getByLabel('Passwort', { exact: true }).fill('nicht mein Passwort');
  await button(laptop, 'Entsperren').click();
  await expect(laptop.getByText('Das passt nicht zusammen.', { exact: false }).first()).toBeVisible({ timeout: 30_000 });
  await laptop.getByLabel('Passwort', { exact: true }).fill(people.karin.password);
  await button(laptop, 'Entsperren').click();
  await expect(answer(laptop)).toHaveValue('Mitten im Satz', { timeout: 30_000 });
  await expect(letter(laptop, 'Nur für Karin.')).toBeVisible();
  await expect(other.getByRole('heading', { level: 1, name: 'Gesperrt' })).toBeVisible(); // each tab asks for itself
});

test('nobody there for a quarter of an hour locks the desk, for half an hour closes it; a reload of a locked page asks for the password', async ({ laptop, siegel }) => {
  await laptop.clock.install();
  await opened(laptop, siegel, 'Pause 12', 'Die Pause beginnt.');
  await types(laptop, 'Gleich wieder da.');
  await laptop.clock.runFor(5_000);
  await isSaved(laptop);
  await laptop.clock.fastForward('14:00');
  await laptop.keyboard.press('Shift');
  await laptop.clock.fastForward('14:00');
  await expect(letter(laptop, 'Die Pause beginnt.')).toBeVisible(); // somebody was there
  await laptop.clock.fastForward('01:02');
  await expect(laptop.getByRole('heading', { level: 1, name: 'Gesperrt' })).toBeVisible();
  await expect(laptop.getByText('Die Pause beginnt.')).toHaveCount(0);
  await laptop.getByLabel('Passwort', { exact: true }).press('a'); // typing here is no sign of whoever has the key
  await laptop.clock.fastForward('15:02');
  await expect(laptop.getByText('nicht aktiv und wurden abgemeldet', { exact: false })).toBeVisible();
  await laptop.reload();
  await expect(laptop.getByLabel('Name', { exact: true })).toBeVisible();
});

test('the longest time at the desk: a warning ten minutes before, and an end that says why, with the draft saved', async ({ laptop, siegel }) => {
  await laptop.clock.install();
  const ends = Date.now() + 15 * 60_000;
  siegel.recorder.change = (url, body) => (url.endsWith('/auth/login') ? JSON.stringify({ ...JSON.parse(body) as object, ends_at: ends }) : body);
  try { await opened(laptop, siegel, 'Abend 15', 'Am Ende des Tages.'); } finally { siegel.recorder.change = null; }
  await expect(laptop.getByRole('dialog')).toHaveCount(0);
  await laptop.clock.fastForward('05:10');
  const dialog = laptop.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await look(laptop, '39-desk-last-minutes');
  await laptop.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await types(laptop, 'Morgen weiter.');
  await laptop.clock.runFor(5_000);
  await isSaved(laptop);
  await almost(laptop, ends, 25_000);
  await expect(dialog).toHaveCount(0); // warned once
  await answer(laptop).press('End');
  await laptop.clock.fastForward('00:40'); // the end has passed, a key was pressed 40 seconds ago
  await expect(letter(laptop, 'Am Ende des Tages.')).toBeVisible();
  await laptop.clock.fastForward('00:40');
  await expect(laptop.getByText('Ihre Anmeldung ist nach zehn Stunden zu Ende gegangen.', { exact: false })).toBeVisible();
  await expect(laptop.getByText('Am Ende des Tages.')).toHaveCount(0);
  await laptop.getByLabel('Name', { exact: true }).fill(people.karin.name);
  await laptop.getByLabel('Passwort', { exact: true }).fill(people.karin.password);
  await button(laptop, 'Anmelden').click();
  await row(laptop, 'Abend 15').click();
  await expect(answer(laptop)).toHaveValue('Morgen weiter.', { timeout: 30_000 });
});

test('a reload goes on where it was, with the focus on the view; a further tab asks for the password', async ({ laptop, siegel }) => {
  await siegel.karin.take((await hasWritten(siegel, 'Vor dem Neuladen.', 'Neu 13')).id);
  await atTheDesk(laptop, siegel, 'karin');
  await expect.poll(() => laptop.evaluate(() => sessionStorage.length)).toBe(1); // that of the sign-in is through
  const told = tellsWhere(laptop);
  await row(laptop, 'Neu 13').click();
  await expect(letter(laptop, 'Vor dem Neuladen.')).toBeVisible();
  await told;
  await laptop.reload();
  await expect(letter(laptop, 'Vor dem Neuladen.')).toBeVisible();
  await laptop.goBack();
  await expect(row(laptop, 'Neu 13')).toBeVisible();
  const other = await laptop.context().newPage();
  await other.goto(`${siegel.origin}/kiz/desk`);
  await expect(other.getByLabel('Passwort', { exact: true })).toBeVisible();
});

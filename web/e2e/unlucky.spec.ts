// Unlucky moments: a slow line, a lost answer, a press in between. Nothing typed is lost, nothing stands there twice, and the words are true.
import type { Page } from '@playwright/test';
import { Person } from '../src/demo/person';
import { expect, people, test, type Siegel } from './fixtures';
import { arrived, atTheDesk, comesBack, hasWritten } from './people';

test.use({ world: 'unlucky' });

const box = (page: Page) => page.getByLabel('Ihre Nachricht');
const answer = (page: Page) => page.getByLabel('Antwort', { exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const saved = (page: Page) => page.getByText(/^Gespeichert um \d/).first();
const letter = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });
const row = (page: Page, name: string) => page.locator('.row-open').filter({ has: page.getByText(name, { exact: true }) });

/** Something that is held up until it is let go. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => undefined as void;
  const opened = new Promise<void>((done) => { open = done; });
  return { open: () => open(), opened };
}

/** A case of Karin's, with the answer's box open. */
async function answering(page: Page, siegel: Siegel, name: string): Promise<Awaited<ReturnType<typeof hasWritten>>> {
  const written = await hasWritten(siegel, `Ein Brief von ${name}.`, name);
  await siegel.karin.take(written.id);
  await atTheDesk(page, siegel, 'karin');
  await row(page, name).click();
  await button(page, 'Antworten').click();
  return written;
}

/** A first letter, up to the button that sends it. */
async function writes(page: Page, siegel: Siegel, text: string, name: string): Promise<void> {
  await page.goto(`${siegel.origin}/kiz/write`);
  await box(page).fill(text);
  await button(page, 'Weiter').click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Passwort', { exact: true }).fill('sieben stille wagen');
}

test('a letter that cannot be sent: the return code is shown before the way out', async ({ phone, siegel }) => {
  await writes(phone, siegel, 'Ein Brief in einer Nacht ohne Netz.', 'Nachtzug 17');
  await phone.route('**/api/1/enquiries', (route) => route.abort());
  await button(phone, 'Nachricht senden').click();
  await expect(phone.getByText('Ihr Text ist noch da.')).toBeVisible({ timeout: 30_000 });
  await button(phone, 'Abmelden').click();
  await expect(phone.locator('output')).toHaveText(/^[0-9A-Z]{4}( [0-9A-Z]{4}){6}$/);
});

test('what is typed while a letter goes out is the beginning of the next one', async ({ phone, siegel }) => {
  await writes(phone, siegel, 'Ein Brief, der lange unterwegs ist.', 'Nachtzug 18');
  await phone.route('**/api/1/enquiries', (route) => route.abort());
  await button(phone, 'Nachricht senden').click();
  await expect(phone.getByText('Ihr Text ist noch da.')).toBeVisible({ timeout: 30_000 });
  await phone.unroute('**/api/1/enquiries');
  const line = gate();
  await phone.route('**/api/1/enquiries', async (route) => { await line.opened; await route.continue(); });
  await button(phone, 'Nachricht senden').click();
  await box(phone).press('ControlOrMeta+End');
  await box(phone).pressSequentially(' Und noch etwas.');
  line.open();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await button(phone, 'Habe ich notiert').click();
  await button(phone, 'Meine Nachrichten').click();
  await expect(box(phone)).toHaveValue('Und noch etwas.');
});

test('looking at one\'s sessions while a text is on its way to the server makes no second version of it', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief an einem langsamen Tag.');
  await comesBack(phone, siegel, code);
  await box(phone).fill('Ein Anfang');
  await expect(saved(phone)).toBeVisible();
  await phone.route('**/api/1/me/drafts/*/message', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await box(phone).fill('Ein Anfang und mehr');
  await expect(phone.getByText('Nicht gespeichert. Wir versuchen es weiter.')).toBeVisible();
  await button(phone, 'Ihr Zugang').click();
  await button(phone, 'Zu meinen Nachrichten').click();
  await expect(box(phone)).toHaveValue('Ein Anfang und mehr');
  await phone.unrouteAll();
  await expect(saved(phone)).toBeVisible({ timeout: 40_000 });
  await expect(phone.getByText(/weitergeschrieben/)).toHaveCount(0);
});

test('a draft that could not be fetched is said to be missing, and comes with the next try', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief vor dem Funkloch.');
  await comesBack(phone, siegel, code);
  await box(phone).fill('Ein Entwurf, der wiederkommen soll.');
  await expect(saved(phone)).toBeVisible();
  await phone.route('**/api/1/me/drafts/*/message', (route) => route.abort());
  await comesBack(phone, siegel, code);
  await button(phone, 'Noch einmal versuchen').waitFor();
  await phone.unrouteAll();
  await button(phone, 'Noch einmal versuchen').click();
  await expect(box(phone)).toHaveValue('Ein Entwurf, der wiederkommen soll.');
});

test('an answer that comes while the case is being opened is not missed', async ({ phone, siegel }) => {
  const { code, id } = await hasWritten(siegel, 'Ein Brief kurz vor der Antwort.');
  await siegel.karin.take(id);
  const line = gate();
  let asked = 0;
  await phone.route(`**/api/1/cases/${id}/messages*`, async (route) => {
    if (asked++ > 0) { await route.continue(); return; }
    const response = await route.fetch();
    await line.opened;
    await route.fulfill({ response });
  });
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await button(phone, 'Mit Rückkehr-Code anmelden').click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await button(phone, 'Anmelden').click();
  await expect.poll(() => asked).toBe(1);
  await siegel.karin.send(id, 'Eine Antwort zwischen Tür und Angel.', 'de');
  await expect.poll(async () => (await siegel.karin.call<{ messages: unknown[] }>('GET', `cases/${id}/messages?after=0`)).messages.length, { timeout: 20_000 }).toBe(2);
  await phone.waitForTimeout(1_000); // the event has come
  line.open();
  await expect(phone.getByText('Eine Antwort zwischen Tür und Angel.', { exact: true })).toBeVisible();
});

test('signing out with a text that cannot be saved says that it is lost', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief vor einer verlorenen Zeile.');
  await comesBack(phone, siegel, code);
  await phone.route('**/api/1/me/drafts/**', (route) => route.abort());
  await box(phone).fill('Eine Zeile, die nicht ankommt.');
  await expect(phone.getByText('Nicht gespeichert. Wir versuchen es weiter.')).toBeVisible();
  await button(phone, 'Abmelden').click();
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('abgemeldet', { timeout: 15_000 });
  await expect(phone.getByText('Was Sie zuletzt geschrieben haben, konnte nicht mehr gespeichert werden.')).toBeVisible();
});

test('locked while an answer goes out: it is not in the box a second time', async ({ laptop, siegel }) => {
  const { id } = await answering(laptop, siegel, 'Gesperrt 1');
  const line = gate();
  await laptop.route(`**/api/1/cases/${id}/messages`, async (route) => { const response = await route.fetch(); await line.opened; await route.fulfill({ response }).catch(() => undefined); });
  await laptop.route('**/api/1/me/drafts/**', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await answer(laptop).fill('Diese Antwort ist unterwegs.');
  await button(laptop, 'Senden').click();
  await expect.poll(async () => (await siegel.karin.call<{ held: unknown[] }>('GET', `cases/${id}/messages?after=0`)).held.length).toBe(1);
  await button(laptop, 'Sperren').click();
  await expect(button(laptop, 'Entsperren')).toBeVisible();
  await laptop.unrouteAll({ behavior: 'ignoreErrors' });
  line.open();
  await laptop.getByLabel('Passwort', { exact: true }).fill('noch vier worte dazu');
  await button(laptop, 'Entsperren').click();
  await expect(letter(laptop, 'Diese Antwort ist unterwegs.')).toHaveCount(1, { timeout: 30_000 });
  await expect(answer(laptop)).toHaveValue(/^$/);
});

test('taken back in one window: the text is a draft again in the other as well, and nothing typed there covers it unseen', async ({ laptop, siegel }) => {
  const { id } = await answering(laptop, siegel, 'Zwei Fenster 1');
  const second = await laptop.context().newPage();
  await atTheDesk(second, siegel, 'karin');
  await row(second, 'Zwei Fenster 1').click();
  await answer(laptop).fill('Zu früh gesendet.');
  await expect(saved(laptop)).toBeVisible();
  await button(laptop, 'Senden').click();
  await button(second, 'Zurückholen').click();
  await expect(answer(second)).toHaveValue('Zu früh gesendet.');
  await expect(letter(laptop, 'Zu früh gesendet.')).toHaveCount(0);
  await button(laptop, 'Antworten').click();
  await expect(answer(laptop)).toHaveValue('Zu früh gesendet.');
  await expect(laptop.getByText(/weitergeschrieben/)).toHaveCount(0);
  await second.close({ runBeforeUnload: false });
  expect((await siegel.karin.call<{ drafts: { case: string; kind: string }[] }>('GET', 'me/drafts')).drafts.filter((d) => d.case === id).map((d) => d.kind)).toEqual(['message']);
});

test('an enquiry that was taken while it was being fetched does not come after the word that it is taken', async ({ laptop, siegel }) => {
  const { id } = await hasWritten(siegel, 'Ein Brief, den zwei zugleich öffnen.', 'Zu spät 1');
  await atTheDesk(laptop, siegel, 'ben');
  const line = gate();
  let asked = 0;
  await laptop.route(`**/api/1/enquiries/${id}`, async (route) => {
    if (asked++ > 0) { await route.continue(); return; }
    const response = await route.fetch();
    await line.opened;
    await route.fulfill({ response });
  });
  await row(laptop, 'Zu spät 1').click();
  await expect.poll(() => asked).toBe(1);
  await siegel.karin.take(id);
  await expect(laptop.getByText(/Frau K\./).first()).toBeVisible();
  line.open();
  await laptop.waitForTimeout(1_500);
  await expect(laptop.getByText('Ein Brief, den zwei zugleich öffnen.')).toHaveCount(0);
});

test('the absolute end, told by the server: whoever types goes on typing', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief am Ende des Tages.');
  const line = gate();
  await phone.route('**/api/1/events', async (route) => { await line.opened; await route.fulfill({ contentType: 'text/event-stream', body: 'data: {"kind":"out"}\n\n' }); });
  siegel.recorder.change = (url, body) => (url.endsWith('/auth/login') ? JSON.stringify({ ...JSON.parse(body) as object, ends_at: Date.now() + 30_000 }) : body);
  try { await comesBack(phone, siegel, code); } finally { siegel.recorder.change = null; }
  await expect(phone.getByRole('dialog')).toContainText('In zehn Minuten werden Sie abgemeldet');
  await phone.keyboard.press('Escape');
  await box(phone).fill('Ein Satz, mitten im');
  line.open();
  await phone.waitForTimeout(1_500);
  await expect(box(phone)).toHaveValue('Ein Satz, mitten im');
});

test('the absolute end at the desk with a text that is not saved: locked, and it is there again', async ({ laptop, siegel }) => {
  await laptop.clock.install();
  siegel.recorder.change = (url, body) => (url.endsWith('/auth/login') ? JSON.stringify({ ...JSON.parse(body) as object, ends_at: Date.now() + 15 * 60_000 }) : body);
  try { await answering(laptop, siegel, 'Feierabend 1'); } finally { siegel.recorder.change = null; }
  await laptop.route('**/api/1/me/drafts/**', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await laptop.clock.fastForward('14:20');
  await expect(laptop.getByRole('dialog')).toBeVisible(); // ten minutes before
  await laptop.keyboard.press('Escape');
  await answer(laptop).fill('Ein letzter Satz vor dem Feierabend.');
  await laptop.clock.fastForward('02:00');
  await expect(laptop.getByRole('heading', { level: 1, name: 'Ihre Anmeldung ist beendet' })).toBeVisible();
  await laptop.clock.fastForward('05:00');
  await expect(laptop.getByText('Ein Text ließ sich nicht speichern.')).toBeVisible();
  await laptop.unrouteAll({ behavior: 'ignoreErrors' });
  await laptop.getByLabel('Passwort', { exact: true }).fill('noch vier worte dazu');
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(answer(laptop)).toHaveValue('Ein letzter Satz vor dem Feierabend.', { timeout: 30_000 });
});

test('without name and password: the code stands there as soon as the letter could not be sent, and leads back after a reload', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`);
  await box(phone).fill('Ein Brief ohne Namen, ohne Netz.');
  await button(phone, 'Weiter').click();
  await phone.getByText('Ohne Passwort, nur mit Rückkehr-Code').click();
  await phone.route('**/api/1/enquiries', (route) => route.abort());
  await button(phone, 'Nachricht senden').click();
  await expect(phone.getByText('Ihr Text ist noch da.')).toBeVisible({ timeout: 30_000 });
  const code = await phone.locator('output').textContent() ?? '';
  expect(code).toMatch(/^[0-9A-Z]{4}( [0-9A-Z]{4}){6}$/);
  await expect(saved(phone)).toBeVisible();
  await button(phone, 'Habe ich notiert').click();
  await expect(phone.locator('output')).toHaveCount(0);
  await expect(box(phone)).toHaveValue('Ein Brief ohne Namen, ohne Netz.');
  await phone.context().clearCookies(); // a killed browser
  await phone.goto('about:blank');
  await phone.unrouteAll();
  await comesBack(phone, siegel, code);
  await expect(box(phone)).toHaveValue('Ein Brief ohne Namen, ohne Netz.');
});

test('a case that was put back and comes again: the line under the box says nothing of the draft that is gone', async ({ laptop, siegel }) => {
  const { id } = await answering(laptop, siegel, 'Hin und her 1');
  await answer(laptop).fill('Angefangen und abgegeben.');
  await expect(saved(laptop)).toBeVisible();
  await button(laptop, 'Zurückgeben').click();
  await laptop.getByRole('dialog').getByRole('button', { name: 'Zurückgeben' }).click();
  await expect(laptop.getByText('Der Fall Hin und her 1 liegt wieder im Eingang.')).toBeVisible();
  const ben = new Person(siegel.origin, 'kiz', 'staff');
  await ben.signIn(people.ben.name, people.ben.password);
  await ben.refresh();
  await ben.take(id);
  await ben.putBack(id);
  await row(laptop, 'Hin und her 1').click();
  await button(laptop, 'Übernehmen').click();
  await expect(letter(laptop, 'Ein Brief von Hin und her 1.')).toBeVisible();
  await expect(button(laptop, 'Antworten')).toBeVisible();
  expect((await siegel.karin.call<{ drafts: { case: string }[] }>('GET', 'me/drafts')).drafts.filter((d) => d.case === id)).toEqual([]);
  await button(laptop, 'Antworten').click();
  await expect(answer(laptop)).toHaveValue('');
  await expect(saved(laptop)).toHaveCount(0);
});

test('a slow reading of a case at the desk does not cover what came after it', async ({ laptop, siegel }) => {
  const { person, id } = await answering(laptop, siegel, 'Langsam 1');
  const line = gate();
  let asked = 0;
  await laptop.route(`**/api/1/cases/${id}/messages*`, async (route) => {
    if (asked++ > 0) { await route.continue(); return; }
    const response = await route.fetch();
    await line.opened;
    await route.fulfill({ response });
  });
  await button(laptop, 'Neu laden').click();
  await expect.poll(() => asked).toBe(1);
  await person.send(id, 'Noch etwas, ganz schnell.', 'de');
  await laptop.waitForTimeout(2_000); // the event has come
  line.open();
  await laptop.waitForTimeout(2_000);
  await expect(letter(laptop, 'Noch etwas, ganz schnell.')).toHaveCount(1);
});

test('another version is taken while nothing can be saved: whatever happens then, both are still there', async ({ phone, browser, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief mit drei Fassungen.');
  const fresh = async () => (await browser.newContext({ viewport: { width: 360, height: 640 } })).newPage();
  await comesBack(phone, siegel, code);
  await box(phone).fill('Fassung eins.');
  await expect(saved(phone)).toBeVisible();
  const other = await fresh();
  await comesBack(other, siegel, code);
  await expect(box(other)).toHaveValue('Fassung eins.');
  await box(other).fill('Fassung zwei.');
  await expect(saved(other)).toBeVisible();
  await other.context().close();
  await box(phone).fill('Fassung drei.');
  await expect(phone.getByText(/weitergeschrieben/)).toBeVisible();
  await expect(saved(phone)).toBeVisible();
  await phone.route('**/api/1/me/drafts/*/message', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await phone.getByText('Ansehen', { exact: true }).click();
  await button(phone, 'Diese Fassung nehmen').click();
  await expect(box(phone)).toHaveValue('Fassung zwei.');
  await expect(phone.getByText('Nicht gespeichert. Wir versuchen es weiter.')).toBeVisible();
  await phone.waitForTimeout(1_000);
  const third = await fresh(); // as after a killed tab
  await comesBack(third, siegel, code);
  await expect(box(third)).toHaveValue('Fassung drei.');
  await third.getByText('Ansehen', { exact: true }).click();
  await expect(third.getByText('Fassung zwei.')).toBeVisible();
  await third.context().close();
  await phone.unrouteAll({ behavior: 'ignoreErrors' });
  await expect(saved(phone)).toBeVisible({ timeout: 40_000 });
  const last = await fresh(); // and as soon as it can be saved, the one has taken the other's place
  await comesBack(last, siegel, code);
  await expect(box(last)).toHaveValue('Fassung zwei.');
  await last.getByText('Ansehen', { exact: true }).click();
  await expect(last.getByText('Fassung drei.')).toBeVisible();
  await last.context().close();
});

test('a letter that was begun is fetched while the session ends: it comes into no box', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, 'Ein Brief vor dem Abmelden.');
  const line = gate();
  let asked = 0;
  await phone.route('**/api/1/me/drafts', async (route) => { const response = await route.fetch(); asked++; await line.opened; await route.fulfill({ response }).catch(() => undefined); });
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await button(phone, 'Mit Rückkehr-Code anmelden').click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await button(phone, 'Anmelden').click();
  await expect.poll(() => asked).toBe(1);
  const elsewhere = new Person(siegel.origin, 'kiz', 'seeker');
  await elsewhere.signInByCode(code);
  await elsewhere.call('DELETE', 'sessions');
  await expect(phone.getByRole('heading', { level: 1, name: 'Sie wurden abgemeldet' })).toBeVisible();
  line.open();
  await phone.waitForTimeout(1_000);
  await button(phone, 'Wieder anmelden').click();
  const stranger = new Person(siegel.origin, 'kiz', 'seeker');
  const theirs = await stranger.register(null, null, 'de');
  if (await button(phone, 'Mit Rückkehr-Code anmelden').isVisible()) await button(phone, 'Mit Rückkehr-Code anmelden').click();
  await phone.getByLabel('Rückkehr-Code').fill(theirs);
  await button(phone, 'Anmelden').click();
  await expect(button(phone, 'Abmelden')).toBeVisible();
  await phone.waitForTimeout(500);
  await expect(phone.getByRole('heading', { level: 1, name: 'Meine Nachrichten' })).toBeVisible();
  await phone.unrouteAll({ behavior: 'ignoreErrors' });
});

// The seeker's ways, without the mouse, without scripts, with a careless code, with a double press, with a damaged message
// (UX checks 11, 13, 16, 21, 22), and what happens when the line, the session or the proof fails.
import type { Page } from '@playwright/test';
import { expect, look, test } from './fixtures';
import { arrived, atTheDesk, comesBack, hasWritten, writesFirst } from './people';

test.use({ world: 'journey' });

const text = 'Wanderfalke Ignaz zählt nachts die Laternen am Kanal.';

/** Moves with Tab until the element with this name has the focus. Bounded. */
async function tabTo(page: Page, role: 'link' | 'button' | 'textbox', name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
  await wanted.waitFor();
  for (let i = 0; i < 60; i++) {
    if (await wanted.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${String(name)}`);
}

test('11: by keyboard alone, at most four screens, no field for an e-mail address', async ({ phone, siegel }) => {
  const screens: string[] = [];
  const seen = async () => { screens.push(await phone.getByRole('heading', { level: 1 }).innerText()); expect(await phone.locator('input[type=email], input[autocomplete=email]').count()).toBe(0); };
  await phone.goto(`${siegel.origin}/kiz`);
  await seen();
  await tabTo(phone, 'link', 'Jetzt schreiben');
  await phone.keyboard.press('Enter');
  await phone.getByRole('heading', { level: 1, name: 'Bevor Sie schreiben' }).waitFor();
  await seen();
  await tabTo(phone, 'link', 'Weiter');
  await phone.keyboard.press('Enter');
  await tabTo(phone, 'textbox', 'Ihre Nachricht');
  await seen();
  await phone.keyboard.type(text);
  await tabTo(phone, 'button', 'Weiter');
  await phone.keyboard.press('Enter');
  await phone.getByLabel('Name', { exact: true }).waitFor();
  await seen();
  await tabTo(phone, 'textbox', 'Name');
  await phone.keyboard.type('Falke Ignaz');
  await phone.keyboard.press('Tab');
  await phone.getByLabel('Passwort', { exact: true }).focus();
  await phone.keyboard.type('laternen am dunklen kanal');
  await tabTo(phone, 'button', 'Nachricht senden');
  await phone.keyboard.press('Enter');
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  expect(screens).toHaveLength(4);
});

test('suggested name and password work, and are as good as invented ones', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByLabel('Ihre Nachricht').fill(text);
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByRole('button', { name: 'Namen vorschlagen' }).click();
  await phone.getByRole('button', { name: 'Passwort vorschlagen' }).click();
  await expect(phone.getByLabel('Name', { exact: true })).toHaveValue(/^\p{L}+-\d+$/u); // the words are fetched first
  await expect(phone.getByLabel('Passwort', { exact: true })).toHaveValue(/^[^\s-]+([\s-][^\s-]+){4}$/);
  const name = await phone.getByLabel('Name', { exact: true }).inputValue();
  const password = await phone.getByLabel('Passwort', { exact: true }).inputValue();
  expect(name).toMatch(/^\p{L}+-\d+$/u);
  expect(password.split(/[\s-]/)).toHaveLength(5);
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await phone.getByRole('button', { name: 'Abmelden' }).first().click();
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('abgemeldet');
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByLabel('Name', { exact: true }).fill(name);
  await phone.getByLabel('Passwort', { exact: true }).fill(password);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByText(text)).toBeVisible({ timeout: 30_000 });
});

test('13: the return code is shown once, and opens the old letter typed without spaces', async ({ phone, siegel }) => {
  await writesFirst(phone, siegel, text, 'Ignaz 13', 'dreizehn laternen am kanal');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  const code = (await phone.locator('output').innerText()).replace(/[^0-9A-Z]/g, '');
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{28}$/);
  await phone.reload();
  await phone.getByRole('heading', { level: 1 }).waitFor();
  expect((await phone.locator('body').innerText()).replace(/[^0-9A-Z]/g, '')).not.toContain(code);
  await phone.context().clearCookies();
  await comesBack(phone, siegel, code.toLowerCase());
  await expect(phone.getByText(text)).toBeVisible();
});

test('16: without scripts the public pages say everything, and writing says why it needs them', async ({ browser, siegel }) => {
  for (const way of ['off', 'aborted'] as const) {
    const context = await browser.newContext({ javaScriptEnabled: way !== 'off', viewport: { width: 360, height: 640 } });
    await context.route('https://wetter.example/', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Wetter</title>' }));
    if (way === 'aborted') await context.route('**/*.js', (route) => route.abort());
    const page = await context.newPage();
    await page.goto(`${siegel.origin}/kiz`);
    await expect(page.getByText('fünf Frauen und Männer')).toBeVisible();
    await page.getByRole('link', { name: 'Jetzt schreiben' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Bevor Sie schreiben' })).toBeVisible();
    await page.getByRole('link', { name: 'Weiter' }).click();
    await expect(page.getByText(/JavaScript/).first()).toBeVisible();
    await expect(page.getByText(/in Ihrem Browser verschlüsselt/).first()).toBeVisible();
    await page.goto(`${siegel.origin}/kiz/sign-in`);
    await expect(page.getByText(/JavaScript/).first()).toBeVisible();
    for (const path of ['help', 'privacy', 'limits', 'imprint', 'accessibility']) {
      await page.goto(`${siegel.origin}/kiz/${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('a[href="tel:112"]').first()).toHaveCount(1);
    }
    await page.getByRole('link', { name: 'Schnell verlassen', exact: true }).first().click();
    await page.waitForURL('https://wetter.example/');
    await context.close();
  }
});

test('16: with cookies blocked, sending and signing in say so in words', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, text);
  await phone.route('**/api/1/auth/**', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['set-cookie'];
    await phone.context().clearCookies(); // route.fetch has put it into the browser's jar already
    await route.fulfill({ response, headers });
  });
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByText(/Cookies/).first()).toBeVisible();
});

test('21: a double press, a double Enter and a lost answer each make exactly one message', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, text);
  const count = async (words: string) => (await person.read(id)).messages.filter((m) => m.text === words).length;
  await comesBack(phone, siegel, code);
  const box = phone.getByLabel('Ihre Nachricht');
  const send = phone.getByRole('button', { name: 'Senden', exact: true });

  await box.fill('Doppelt gedrückt, einmal gesendet.');
  await send.dblclick();
  await expect(phone.getByRole('listitem').filter({ hasText: 'Doppelt gedrückt' })).toHaveCount(1);
  expect(await count('Doppelt gedrückt, einmal gesendet.')).toBe(1);

  await box.fill('Zweimal die Eingabetaste.');
  await send.focus();
  await phone.keyboard.press('Enter');
  await phone.keyboard.press('Enter');
  await expect(phone.getByRole('listitem').filter({ hasText: 'Zweimal die Eingabetaste' })).toHaveCount(1);
  expect(await count('Zweimal die Eingabetaste.')).toBe(1);

  let lost = 0;
  siegel.recorder.lose = (method, url) => method === 'POST' && url.endsWith('/messages') && lost++ === 0;
  try {
    await box.fill('Die Antwort ging verloren.');
    await send.click();
    const again = phone.getByRole('button', { name: 'Noch einmal versuchen' });
    const there = phone.getByRole('listitem').filter({ hasText: 'Die Antwort ging verloren' });
    await expect(again.or(there).first()).toBeVisible();
    if (await again.isVisible()) await again.click();
    await expect(there).toHaveCount(1);
    expect(lost).toBeGreaterThan(0);
  } finally { siegel.recorder.lose = null; }
  expect(await count('Die Antwort ging verloren.')).toBe(1);
});

test('21: a first letter whose answer is lost arrives once', async ({ phone, siegel }) => {
  let lost = 0;
  siegel.recorder.lose = (method, url) => method === 'POST' && url.endsWith('/enquiries') && lost++ === 0;
  const name = 'Ignaz verloren';
  try {
    await writesFirst(phone, siegel, text, name, 'verlorene antworten am kanal');
    await phone.getByRole('button', { name: 'Nachricht senden' }).click();
    const again = phone.getByRole('button', { name: 'Noch einmal versuchen' });
    await expect(arrived(phone).or(again).first()).toBeVisible({ timeout: 30_000 });
    if (await again.isVisible()) await again.click();
    await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
    expect(lost).toBeGreaterThan(0);
  } finally { siegel.recorder.lose = null; }
  const { rows } = await siegel.karin.call<{ rows: { id: string; state: string }[] }>('GET', 'desk');
  const opened = [];
  for (const row of rows) if (row.state === 'open') opened.push(await siegel.karin.peek(row.id));
  expect(opened.filter((o) => o.profile.name === name)).toHaveLength(1);
});

test('22: a damaged message is shown as such, the others stay readable, and writing goes on', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, text);
  await person.send(id, 'Diese Nachricht wird beschädigt.', 'de');
  await person.send(id, 'Und diese bleibt heil.', 'de');
  siegel.recorder.change = (url, body) => {
    if (!url.includes(`/cases/${id}/messages`) || !body.includes('"messages"')) return body;
    const answer = JSON.parse(body) as { messages: { order: number; box: string }[] };
    for (const m of answer.messages) if (m.order === 2) m.box = m.box.slice(0, 200) + (m.box[200] === 'A' ? 'B' : 'A') + m.box.slice(201);
    return JSON.stringify(answer);
  };
  try {
    await comesBack(phone, siegel, code);
    await expect(phone.getByText(/kann gerade nicht geöffnet werden/)).toHaveCount(1);
    await expect(phone.getByText(text)).toBeVisible();
    await expect(phone.getByText('beschädigt')).toHaveCount(0);
    await look(phone, '09-damaged');
    const show = phone.getByRole('button', { name: /Trotzdem|anzeigen/ });
    if (await show.count()) await show.first().click();
    await expect(phone.getByText('Und diese bleibt heil.')).toBeVisible();
  } finally { siegel.recorder.change = null; }
  await phone.getByLabel('Ihre Nachricht').fill('Schreiben geht weiter.');
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(phone.getByRole('listitem').filter({ hasText: 'Schreiben geht weiter.' })).toBeVisible();
});

test('the line is cut while sending: the text stays, words say so, and it arrives once afterwards', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, text);
  await comesBack(phone, siegel, code);
  await phone.getByLabel('Ihre Nachricht').fill('Bei gekappter Leitung geschrieben.');
  await phone.context().setOffline(true);
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  const again = phone.getByRole('button', { name: 'Noch einmal versuchen' });
  await expect(again).toBeVisible();
  await expect(phone.locator('a[href="tel:112"]').first()).toBeVisible();
  await look(phone, '14-offline');
  await phone.context().setOffline(false);
  await again.click();
  await expect(phone.getByRole('listitem').filter({ hasText: 'Bei gekappter Leitung' })).toBeVisible();
  expect((await person.read(id)).messages.filter((m) => m.text.startsWith('Bei gekappter'))).toHaveLength(1);
});

test('the session is gone while writing: sign in over the page, then the text goes out once', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, text);
  await comesBack(phone, siegel, code);
  await phone.getByLabel('Ihre Nachricht').fill('Die Sitzung war schon zu Ende.');
  await phone.context().clearCookies();
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  await phone.getByLabel('Rückkehr-Code').or(phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' })).first().waitFor();
  await look(phone, '15-session-gone');
  const byCode = phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' });
  if (await byCode.isVisible()) await byCode.click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  const sent = phone.getByRole('listitem').filter({ hasText: 'Die Sitzung war schon zu Ende.' });
  const send = phone.getByRole('button', { name: 'Senden', exact: true });
  await expect(sent.or(send).first()).toBeVisible();
  if (await sent.count() === 0) await send.click();
  await expect(sent).toHaveCount(1);
  expect((await person.read(id)).messages.filter((m) => m.text.startsWith('Die Sitzung'))).toHaveLength(1);
});

test('a directory that nobody signed stops the first letter; the text stays, and words say whom to call', async ({ phone, siegel }) => {
  siegel.recorder.change = (url, body) => {
    if (!url.includes('/directory')) return body;
    const answer = JSON.parse(body) as { manifest: string };
    answer.manifest = answer.manifest.replace(/"sig":"(.)/, (_, c: string) => `"sig":"${c === 'A' ? 'B' : 'A'}`);
    return JSON.stringify(answer);
  };
  const before = siegel.recorder.received.length;
  try {
    await writesFirst(phone, siegel, text, 'Ignaz geprüft', 'geprüfte laternen am kanal');
    await phone.getByRole('button', { name: 'Nachricht senden' }).click();
    await expect(phone.getByText(/prüfen/).first()).toBeVisible({ timeout: 30_000 });
    await expect(phone.getByText('+43 1 0000001').first()).toBeVisible();
    await expect(phone.locator('a[href="tel:112"]').first()).toBeVisible();
    await look(phone, '16-refused');
  } finally { siegel.recorder.change = null; }
  expect(siegel.recorder.received.slice(before).filter((r) => /auth\/register|enquiries/.test(r.url))).toEqual([]);
  await phone.getByRole('button', { name: 'Zurück zum Text' }).click();
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue(text);
});

test('at the desk: a note, an answer that crosses a new letter, and the line cut', async ({ laptop, siegel }) => {
  const { person, id } = await hasWritten(siegel, text, 'Kreuzung 5');
  await siegel.karin.take(id);
  await atTheDesk(laptop, siegel, 'karin');
  await laptop.getByText('Kreuzung 5').first().click();
  await laptop.getByRole('button', { name: 'Antworten' }).click();
  await laptop.getByLabel('Antwort', { exact: true }).fill('Meine Antwort auf Ihren ersten Brief.');
  await person.send(id, 'Noch ein Brief, während geantwortet wird.', 'de');
  await laptop.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(laptop.getByText('Noch ein Brief, während geantwortet wird.', { exact: true })).toBeVisible();
  await look(laptop, '17-desk-crossed');
  await laptop.getByRole('button', { name: /Senden/ }).first().click();
  await expect(laptop.getByRole('listitem').filter({ hasText: 'Meine Antwort auf Ihren ersten Brief.' })).toHaveCount(1);
  await expect.poll(async () => (await person.read(id)).messages.map((m) => m.text), { timeout: 30_000 }).toContain('Meine Antwort auf Ihren ersten Brief.'); // held before that
});

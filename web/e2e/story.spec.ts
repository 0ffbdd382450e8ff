// The story: a letter is written on a phone, taken and answered at the desk, read again in other browsers; and nobody else can read it.
import type { Browser, Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { expect, look, people, test, watched, type Siegel } from './fixtures';
import { bytes, finds } from './search';

test.use({ world: 'story' });

const letter = 'Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich, murmelte xylofonblau das Känguru Egbert.';
const answer = 'Falsches Üben von Xylophonmusik quält jeden größeren Zwerg; so schrieb Quirin aus Jevenstedt.';
const second = 'Vogel Quax zwickt Johnys Pferd Bim und Ödipus fand Wachsfiguren, ganz leise im Kornfeld.';
const note = 'Polyfon zwitschernd aßen Mäxchens Vögel Rüben, Joghurt und Quark; intern vermerkt vom Birkhuhn.';
const nickname = 'Quittenjockel-77';
const password = 'Bratapfel Yukka Wolkenzimt Hufeisen';

async function fresh(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  await watched(context);
  return context.newPage();
}

async function writes(phone: Page, siegel: Siegel): Promise<string> {
  await phone.goto(`${siegel.origin}/kiz#f=${siegel.fingerprint}`);
  await expect(phone.getByText('fünf Frauen und Männer')).toBeVisible();
  await expect(phone.getByText('Die Beratung kostet nichts.')).toBeVisible();
  await look(phone, '01-start');
  await phone.getByRole('link', { name: 'Jetzt schreiben' }).click();
  await expect(phone.getByRole('heading', { level: 1, name: 'Bevor Sie schreiben' })).toBeVisible();
  await look(phone, '02-safety');
  await phone.getByRole('link', { name: 'Weiter' }).click();
  await phone.getByLabel('Ihre Nachricht').fill(letter);
  await look(phone, '03-write');
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByLabel('Name', { exact: true }).fill(nickname);
  await phone.getByLabel('Passwort', { exact: true }).fill(password);
  await look(phone, '04-access');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(phone.getByRole('heading', { level: 1, name: 'Ihre Nachricht ist angekommen' })).toBeVisible({ timeout: 30_000 });
  await look(phone, '05-sent');
  const code = /(?:[0-9A-HJKMNP-TV-Z]{4}[-\s]*){7}/.exec(await phone.locator('output').innerText())?.[0] ?? '';
  expect(code.replace(/[-\s]/g, '')).toHaveLength(28);
  return code;
}

test('a letter is written, taken, answered, read, and nobody else can read it', async ({ phone, laptop, browser, siegel }) => {
  test.setTimeout(400_000); // axe looks at every screen four times
  const code = await writes(phone, siegel);
  await phone.getByRole('button', { name: 'Habe ich notiert' }).click();
  await phone.getByRole('button', { name: 'Abmelden' }).first().click();
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('abgemeldet');
  await look(phone, '06-signed-out');
  expect((await phone.context().cookies()).map((c) => c.name)).toEqual([]);

  // The counsellor.
  await laptop.goto(`${siegel.origin}/kiz/desk`);
  await look(laptop, '10-desk-sign-in');
  await laptop.getByLabel('Name', { exact: true }).fill(people.karin.name);
  await laptop.getByLabel('Passwort', { exact: true }).fill(people.karin.password);
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(laptop.getByText(nickname).first()).toBeVisible({ timeout: 30_000 });
  await look(laptop, '11-desk-pool');
  await laptop.getByText(nickname).first().click();
  await expect(laptop.getByText(letter)).toBeVisible();
  await look(laptop, '12-desk-enquiry');
  await laptop.getByRole('button', { name: 'Übernehmen' }).click();
  await laptop.getByRole('button', { name: 'Antworten' }).click();
  await laptop.getByLabel('Antwort', { exact: true }).fill(answer);
  await laptop.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(laptop.getByRole('listitem').filter({ hasText: answer })).toBeVisible();
  await laptop.getByLabel('Vermerk', { exact: true }).fill(note);
  await laptop.getByRole('button', { name: /Vermerk speichern/ }).click();
  await expect(laptop.getByRole('listitem').filter({ hasText: note })).toBeVisible();
  await look(laptop, '13-desk-case');
  await laptop.getByRole('button', { name: 'Abmelden' }).click();
  await expect(laptop.getByText(answer)).toHaveCount(0);
  await expect.poll(async () => (await laptop.context().cookies()).map((c) => c.name)).toEqual([]); // the server answers after the screen is empty

  // Another browser, by name and password.
  const other = await fresh(browser);
  await other.goto(`${siegel.origin}/kiz`);
  await other.getByRole('link', { name: 'Ich habe schon einen Zugang' }).click();
  await other.getByLabel('Name', { exact: true }).fill('  quittenJOCKEL-77 ');
  await other.getByLabel('Passwort', { exact: true }).fill(password);
  await look(other, '07-sign-in');
  await other.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(other.getByRole('listitem').filter({ hasText: answer })).toBeVisible({ timeout: 30_000 }); // the letter, not its announcement
  await expect(other.getByText('Frau K. schrieb').first()).toBeVisible();
  await expect(other.getByText(note)).toHaveCount(0);
  await other.getByLabel('Ihre Nachricht').fill(second);
  await other.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(other.getByRole('listitem').filter({ hasText: second })).toBeVisible();
  await look(other, '08-case');
  await other.context().close();

  // A third browser, by the return code alone, typed carelessly.
  const third = await fresh(browser);
  await third.goto(`${siegel.origin}/kiz/sign-in`);
  await third.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await third.getByLabel('Rückkehr-Code').fill(code.toLowerCase().replace(/[-\s]/g, ''));
  await third.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(third.getByText(second)).toBeVisible({ timeout: 30_000 });
  await expect(third.getByText(letter)).toBeVisible();
  await third.context().close();

  // Nothing typed has reached the server or its disk, in any spelling.
  const traffic = Buffer.concat(siegel.recorder.received.flatMap((r) => [Buffer.from(`${r.method} ${r.url}\n${r.headers}\n`), r.body, Buffer.from('\n')]));
  const disk = bytes(siegel.folder); // data and keys
  const cluster = siegel.postgres ? bytes(siegel.postgres.folder) : Buffer.alloc(0);
  expect(traffic.length).toBeGreaterThan(50_000);
  expect(siegel.postgres ? cluster.length : disk.length).toBeGreaterThan(100_000);
  // Positive controls: what must be there is found by the same search.
  expect(finds('Siegel-Realm', traffic) ?? finds('siegel-realm', traffic)).not.toBeNull();
  expect(finds('Kriseninsel Probe', siegel.postgres ? cluster : disk)).not.toBeNull();
  const texts = bytes(fileURLToPath(new URL('../../locales', import.meta.url)));
  expect(finds('Nur die Beratungsstelle', texts)).not.toBeNull();
  for (const text of [letter, answer, second, note, password]) expect(finds(text, texts), 'canaries share nothing with the catalogues').toBeNull();
  for (const [what, text] of Object.entries({ letter, answer, second, note, password, staff: people.karin.password, code: code.replace(/[-\s]/g, '') })) {
    expect(finds(text, traffic), `${what} in the traffic`).toBeNull();
    expect(finds(text, disk), `${what} in the server's folders`).toBeNull();
    expect(finds(text, cluster), `${what} in PostgreSQL's files`).toBeNull();
  }
  expect(finds(nickname.toLowerCase(), disk)).toBeNull();
  expect(finds(nickname.toLowerCase(), cluster)).toBeNull();
});

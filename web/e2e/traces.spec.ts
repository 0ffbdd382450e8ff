// What stays on the device and what goes over the wire (UX checks 7 to 10 and 23).
import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { arrived, comesBack, hasWritten, writesFirst } from './people';
import { finds } from './search';

test.use({ world: 'traces' });

const secret = 'Dudelsackpfeifer Ottokar wohnt hinter dem siebten Mohnfeld';

/** Everything in which a page can leave something. */
const stores = (page: Page) => page.evaluate(async () => ({
  local: { ...localStorage }, session: { ...sessionStorage }, databases: (await indexedDB.databases()).map((d) => d.name),
  caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length,
}));
const nothing = { local: {}, session: {}, databases: [], caches: [], workers: 0 };
const cookies = async (context: BrowserContext) => (await context.cookies()).map((c) => c.name);

test('7: nothing of a letter is kept on the device, and nothing at all after sign-out or exit', async ({ phone, siegel }) => {
  await writesFirst(phone, siegel, secret, 'Mohnfeld 7', 'sieben lange worte genau');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  const signedIn = await stores(phone);
  expect({ ...signedIn, session: {} }).toEqual(nothing);
  expect(Object.values(signedIn.session).length).toBeLessThanOrEqual(1);
  expect(JSON.stringify(signedIn)).not.toContain('Dudelsack');
  expect(await cookies(phone.context())).toEqual(['__Host-siegel']);
  const cookie = (await phone.context().cookies())[0];
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/', expires: -1 });
  await phone.getByRole('button', { name: 'Abmelden' }).first().click();
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('abgemeldet');
  expect(await stores(phone)).toEqual(nothing);
  expect(await cookies(phone.context())).toEqual([]);

  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  await phone.getByLabel('Ihre Nachricht').fill(`${secret} und noch ein Entwurf`);
  await expect(phone.getByText(/^Gespeichert um/)).toBeVisible();
  const writing = await stores(phone);
  expect({ ...writing, session: {} }).toEqual(nothing);
  expect(Object.values(writing.session)).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)]); // 32 bytes
  await phone.getByRole('link', { name: 'Schnell verlassen', exact: true }).first().click();
  await phone.waitForURL('https://wetter.example/');
  await expect.poll(() => cookies(phone.context())).toEqual(['__Host-siegel-bye']);
  await phone.goto(`${siegel.origin}/kiz/help`);
  await expect(async () => expect(await stores(phone)).toEqual(nothing)).toPass();
});

test('8: until it is sent, typing asks the server for nothing but project files', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`, { waitUntil: 'networkidle' }); // the visit has been told, if visits are counted
  await phone.getByLabel('Ihre Nachricht').waitFor();
  const asked: string[] = [];
  phone.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await phone.getByLabel('Ihre Nachricht').pressSequentially(secret);
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByLabel('Name', { exact: true }).pressSequentially('Mohnfeld');
  await phone.getByLabel('Passwort', { exact: true }).pressSequentially('sieben worte');
  await expect(phone.getByLabel('Name', { exact: true })).toHaveAttribute('autocomplete', 'one-time-code'); // or the browser keeps it, also where the password is not to be kept
  await phone.waitForTimeout(1_000);
  expect(asked.filter((a) => !/^GET \/(assets\/|api\/1\/agencies\/)/.test(a))).toEqual([]);
  expect(await stores(phone)).toEqual(nothing);
  expect(await cookies(phone.context())).toEqual([]);
});

test('9: no request of a seeker holds the letter or the password, and no address a name', async ({ phone, siegel }) => {
  const before = siegel.recorder.received.length;
  await writesFirst(phone, siegel, secret, 'Ottokarsson-9', 'dunkelblaue seife am morgen');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  const received = siegel.recorder.received.slice(before);
  expect(received.length).toBeGreaterThan(5);
  const all = Buffer.concat(received.flatMap((r) => [Buffer.from(`${r.url}\n${r.headers}\n`), r.body]));
  expect(finds('application/json', all)).not.toBeNull();
  for (const text of [secret, 'dunkelblaue seife am morgen']) expect(finds(text, all)).toBeNull();
  for (const r of received) expect(r.url).not.toMatch(/ottokar|mohnfeld/i);
});

test('10: after leaving and coming back the box is empty', async ({ phone, siegel }) => {
  await phone.goto(`${siegel.origin}/kiz/write`);
  const box = phone.getByLabel('Ihre Nachricht');
  await expect(box).toHaveAttribute('autocomplete', 'off');
  await expect(box).toHaveAttribute('spellcheck', 'false');
  await expect(box).toHaveAttribute('translate', 'no');
  await box.fill(secret);
  await phone.goto('https://wetter.example/');
  await phone.goBack();
  await phone.getByLabel('Ihre Nachricht').waitFor();
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue('');
  expect(await phone.evaluate(() => document.documentElement.innerHTML)).not.toContain('Dudelsack');
});

test('23: title, icon and address name no topic and no agency; titles differ per step', async ({ phone, siegel }) => {
  const telling = /berat|krise|suizid|sucht|gewalt|hilfe|seelsorge|kriseninsel|counsel|crisis/i;
  const titles: string[] = [];
  /** A step's title comes a moment after its heading. */
  const another = () => expect.poll(async () => titles.includes(await phone.title()), 'a title of its own').toBe(false);
  for (const path of ['', '/safety', '/help', '/privacy', '/limits', '/imprint', '/accessibility', '/write', '/sign-in']) {
    await phone.goto(`${siegel.origin}/kiz${path}`);
    await phone.getByRole('heading', { level: 1 }).waitFor();
    await another();
    const title = await phone.title();
    titles.push(title);
    expect(title).not.toMatch(telling);
    expect(await phone.locator('link[rel~=icon]').getAttribute('href')).not.toMatch(telling);
    expect(new URL(phone.url()).pathname.replace('/help', '')).not.toMatch(telling);
  }
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByLabel('Ihre Nachricht').fill(secret);
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByLabel('Passwort', { exact: true }).waitFor();
  await another();
  titles.push(await phone.title());
  expect(titles.at(-1)).not.toMatch(telling);
  expect(new Set(titles).size).toBe(titles.length);
});

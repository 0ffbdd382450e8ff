// Staying signed in and being signed out (UX checks 19, 20): reload, reopened tab, two tabs, the idle and the absolute end, one's own sessions.
import type { BrowserContext, Page } from '@playwright/test';
import { expect, look, test } from './fixtures';
import { almost, arrived, comesBack, hasWritten, tellsWhere, writesFirst } from './people';

test.use({ world: 'stay' });

const secret = 'Fährmann Kasimir flickt sein Segel mit dem Garn der Nachbarin.';
const box = (page: Page) => page.getByLabel('Ihre Nachricht');
const saved = (page: Page) => page.getByText(/^Gespeichert um \d/).first();
const letters = (page: Page) => page.getByRole('list', { name: 'Verlauf' }).getByRole('listitem');
const signIn = (page: Page) => page.getByRole('heading', { level: 1, name: 'Anmelden' });
const title = (page: Page) => page.getByRole('heading', { level: 1 });
const session = (page: Page) => page.evaluate(() => ({ ...sessionStorage }) as Record<string, string>);
const cookies = async (context: BrowserContext) => (await context.cookies()).map((c) => c.name);
const showsNothing = async (page: Page) => expect(await page.evaluate(() => document.documentElement.innerHTML)).not.toContain('Kasimir');

/** Waits until a reload would go on: the key is there, and what it opens has arrived. */
async function settled(page: Page): Promise<void> {
  await expect.poll(async () => Object.values(await session(page)).length).toBe(1);
  await page.waitForTimeout(500); // and where the page is, which follows it
}

test('a reload goes on in the case, with the draft, and nothing but 32 bytes stand in the browser', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  await box(phone).fill('Ein Entwurf über dem Neuladen.');
  await expect(saved(phone)).toBeVisible();
  await settled(phone);
  const before = Object.values(await session(phone));
  expect(before).toHaveLength(1);
  expect(before[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
  for (let i = 0; i < 3; i++) {
    await phone.reload();
    await expect(phone.getByText(secret)).toBeVisible();
    await expect(box(phone)).toHaveValue('Ein Entwurf über dem Neuladen.');
    await settled(phone);
  }
  expect(Object.values(await session(phone))).not.toEqual(before); // each key opens once
  const told = tellsWhere(phone);
  await phone.getByRole('button', { name: 'Ihr Zugang' }).click();
  await expect(phone.getByText('Diese Anmeldung')).toBeVisible();
  await told;
  await settled(phone);
  await phone.reload();
  await expect(phone.getByText('Diese Anmeldung')).toBeVisible();
});

test('a key without what lies at the server opens nothing, and what lies there without the key neither', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  await settled(phone);
  await phone.evaluate(() => { for (const name of Object.keys(sessionStorage)) sessionStorage.setItem(name, 'A'.repeat(43)); });
  await phone.reload();
  await expect(signIn(phone)).toBeVisible();
  expect(await session(phone)).toEqual({});
  await comesBack(phone, siegel, code);
  await settled(phone);
  await phone.evaluate(() => sessionStorage.clear());
  await phone.reload();
  await expect(signIn(phone)).toBeVisible();
  await showsNothing(phone);
});

test('whoever follows a link to the page, and whoever opens a further tab, is asked for the password', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  await settled(phone);
  const second = await phone.context().newPage();
  await second.goto(`${siegel.origin}/kiz/messages`);
  await expect(signIn(second)).toBeVisible();
  await phone.goto(`${siegel.origin}/kiz`);
  await phone.getByRole('link', { name: 'Ich habe schon einen Zugang' }).click();
  await expect(signIn(phone)).toBeVisible();
  expect(await session(phone)).toEqual({});
});

test('a doubled tab goes on, and so does the first one', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await comesBack(phone, siegel, code);
  await settled(phone);
  const kept = await session(phone);
  const second = await phone.context().newPage();
  await second.goto(`${siegel.origin}/kiz/messages`);
  await expect(second.getByRole('button', { name: 'Anmelden', exact: true })).toBeVisible(); // a tab of its own knows nothing
  await second.evaluate((values) => { for (const [name, value] of Object.entries(values)) sessionStorage.setItem(name, value); }, kept); // as browsers do it
  await second.reload();
  await expect(second.getByText(secret)).toBeVisible();
  await expect.poll(async () => (await session(phone)).siegel).not.toBe(kept.siegel); // the first has a key of its own again
  await settled(phone);
  await phone.reload();
  await expect(phone.getByText(secret)).toBeVisible();
});

test('a tab that is reopened goes on within a minute, and asks for the password after it', async ({ phone, clocked }) => {
  clocked.set(new Date().toISOString());
  const { code, person, id } = await hasWritten(clocked, secret);
  await comesBack(phone, clocked, code);
  await settled(phone);
  await phone.goto('about:blank');
  await phone.goBack();
  await expect(phone.getByText(secret)).toBeVisible();
  await settled(phone);
  const leavings = () => clocked.recorder.received.filter((r) => r.url.endsWith('/session/tab/leaving')).length, before = leavings();
  await phone.goto('about:blank');
  await expect.poll(leavings).toBe(before + 1);
  await person.read(id); // by now the server has heard it, by its clock of before
  clocked.set(new Date(Date.now() + 61_000).toISOString());
  await phone.goBack();
  await expect(signIn(phone)).toBeVisible();
  await showsNothing(phone);
});

test('13: the confirmation survives a reload without its code', async ({ phone, siegel }) => {
  await writesFirst(phone, siegel, secret, 'Kasimir 13', 'segel garn und nachbarin');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  const code = (await phone.locator('output').innerText()).replace(/[^0-9A-Z]/g, '');
  await settled(phone);
  await phone.reload();
  await expect(arrived(phone)).toBeVisible();
  await expect(phone.locator('output')).toHaveCount(0);
  expect((await phone.locator('body').innerText()).replace(/[^0-9A-Z]/g, '')).not.toContain(code);
  await phone.getByRole('button', { name: 'Meine Nachrichten' }).click();
  await expect(phone.getByText(secret)).toBeVisible();
});

test('19: the session was removed at the server: "Senden" asks for the password, then exactly one message exists', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, 'Ein Brief vor dem Ende der Anmeldung.');
  await comesBack(phone, siegel, code);
  const gone = async (route: import('@playwright/test').Route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify({ code: 'signed_out', key: 'problem.signed_out', field: null, by: null, wait: null }) });
  await phone.context().clearCookies();
  await phone.route('**/api/1/events', gone);
  await box(phone).fill(secret);
  await expect(phone.getByText('Nicht gespeichert. Bitte melden Sie sich noch einmal an.')).toBeVisible();
  await look(phone, '50-draft-signed-out');
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  const dialog = phone.getByRole('dialog');
  await expect(dialog).toContainText('Ihr Text ist noch da.');
  await dialog.getByRole('button', { name: 'Schließen' }).click(); // declined: the text stays, and nothing is sent
  await expect(box(phone)).toHaveValue(secret);
  await phone.getByRole('button', { name: 'Noch einmal versuchen' }).click();
  await dialog.getByLabel('Rückkehr-Code').fill(code);
  await dialog.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(letters(phone).filter({ hasText: secret })).toHaveCount(1);
  await expect(dialog).toHaveCount(0);
  await expect(box(phone)).toHaveValue('');
  expect((await person.read(id)).messages.filter((m) => m.text === secret)).toHaveLength(1);
});

test('19: nobody else goes on with the page, and signing in again in one tab serves the other', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, 'Ein Brief in zwei Tabs.');
  const stranger = await hasWritten(siegel, 'Ein Brief von jemand anderem.');
  await comesBack(phone, siegel, code);
  const second = await phone.context().newPage();
  await comesBack(second, siegel, code);
  await box(second).fill(secret);
  await expect(saved(second)).toBeVisible();
  await phone.context().clearCookies();
  await second.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(second.getByRole('dialog')).toBeVisible();
  await box(phone).fill('Im ersten Tab.');
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  const dialog = phone.getByRole('dialog');
  await dialog.getByLabel('Rückkehr-Code').fill(stranger.code);
  await dialog.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(dialog).toContainText('Diese Seite gehört zu einem anderen Zugang.');
  expect((await stranger.person.read(stranger.id)).messages).toHaveLength(1);
  expect((await stranger.person.call<{ sessions: unknown[] }>('GET', 'sessions')).sessions).toHaveLength(1); // what was begun by mistake is ended
  await dialog.getByLabel('Rückkehr-Code').fill(code);
  await dialog.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(letters(phone).filter({ hasText: 'Im ersten Tab.' })).toHaveCount(1);
  await expect(second.getByRole('dialog')).toHaveCount(0); // its question is answered, and its text goes out
  await expect(letters(second).filter({ hasText: secret })).toHaveCount(1);
  expect((await person.read(id)).messages.map((m) => m.text).sort()).toEqual(['Ein Brief in zwei Tabs.', secret, 'Im ersten Tab.'].sort());
});

test('20: the question at 18 minutes, what it says of the draft, and a key at minute 17 that prevents it', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await phone.clock.install();
  await comesBack(phone, siegel, code);
  await box(phone).fill('Ein Entwurf.');
  await expect(saved(phone)).toBeVisible();
  await phone.clock.fastForward('16:50');
  await box(phone).press('End'); // somebody is there
  const ends = await phone.evaluate(() => Date.now()) + 20 * 60_000;
  await phone.clock.fastForward('02:00');
  await expect(phone.getByRole('dialog')).toHaveCount(0);
  await phone.clock.fastForward('16:10');
  const dialog = phone.getByRole('dialog');
  await expect(dialog).toContainText('In zwei Minuten werden Sie abgemeldet');
  await expect(dialog).toContainText('Ihr Entwurf ist gespeichert');
  await expect(dialog.getByRole('button', { name: 'Angemeldet bleiben' })).toBeFocused();
  await expect(dialog.getByText(/Noch \d+ Sekunden/)).toHaveCount(0);
  await look(phone, '51-idle');
  await almost(phone, ends, 40_000);
  await expect(dialog.getByText(/Noch \d+ Sekunden?/)).toBeVisible();
  await phone.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(box(phone)).toHaveValue('Ein Entwurf.');
  await phone.context().setOffline(true);
  await box(phone).fill('Ein Entwurf, der nicht mehr ankommt.');
  await phone.clock.fastForward('20:10');
  await expect(title(phone)).toHaveText('Sie wurden abgemeldet');
  await expect(phone.getByText('konnte nicht mehr gespeichert werden')).toBeVisible();
  await showsNothing(phone);
  expect(await session(phone)).toEqual({});
  await look(phone, '52-ended-lost');
});

test('20: the end says that the draft is saved, when it is; and the draft is there again', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await phone.clock.install();
  await comesBack(phone, siegel, code);
  await box(phone).fill('Ein Entwurf für später.');
  await expect(saved(phone)).toBeVisible();
  await phone.clock.fastForward('20:10');
  await expect(phone.getByText('Ihr Entwurf ist gespeichert.')).toBeVisible();
  await showsNothing(phone);
  await look(phone, '53-ended');
  await comesBack(phone, siegel, code);
  await expect(box(phone)).toHaveValue('Ein Entwurf für später.');
});

test('20: who is active in one tab is asked in none', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  const second = await phone.context().newPage();
  await phone.clock.install(); // one clock for both
  for (const page of [phone, second]) await comesBack(page, siegel, code);
  await phone.evaluate(() => {
    const page = window as Window & { heard?: number };
    new BroadcastChannel('siegel-seeker').addEventListener('message', ({ data }: MessageEvent<{ kind: string }>) => { if (data.kind === 'here') page.heard = (page.heard ?? 0) + 1; });
  });
  const heard = () => phone.evaluate(() => (window as Window & { heard?: number }).heard ?? 0);
  for (let i = 0; i < 3; i++) {
    await phone.clock.fastForward('09:00');
    await second.bringToFront();
    const before = await heard();
    await box(second).press('End');
    await expect.poll(heard).toBeGreaterThan(before);
  }
  await expect(phone.getByRole('dialog')).toHaveCount(0);
  await phone.clock.fastForward('18:10');
  await expect(phone.getByRole('dialog')).toHaveCount(1);
  await second.getByRole('button', { name: 'Angemeldet bleiben' }).click();
  await expect(phone.getByRole('dialog')).toHaveCount(0);
});

test('the absolute end: a warning ten minutes before, never while somebody types', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  await phone.clock.install();
  const ends = Date.now() + 15 * 60_000;
  siegel.recorder.change = (url, body) => (url.endsWith('/auth/login') ? JSON.stringify({ ...JSON.parse(body) as object, ends_at: ends }) : body);
  try { await comesBack(phone, siegel, code); } finally { siegel.recorder.change = null; }
  await expect(phone.getByRole('dialog')).toHaveCount(0);
  await phone.clock.fastForward('05:10');
  await expect(phone.getByRole('dialog')).toContainText('In zehn Minuten werden Sie abgemeldet');
  await look(phone, '54-last-minutes');
  await phone.keyboard.press('Escape');
  await expect(phone.getByRole('dialog')).toHaveCount(0);
  await almost(phone, ends, 20_000);
  await expect(phone.getByRole('dialog')).toHaveCount(0); // warned once
  await box(phone).press('A');
  await phone.clock.fastForward('00:40'); // the end has passed, a key was pressed 40 seconds ago
  await expect(phone.getByText(secret)).toBeVisible();
  await phone.clock.fastForward('01:10'); // longer than the pause even where typing made the page scroll a moment later, which is a sign as well
  await expect(title(phone)).toHaveText('Sie wurden abgemeldet');
  await expect(phone.getByText('So lange bleibt niemand angemeldet', { exact: false })).toBeVisible();
  await expect(phone.getByText('Eine Weile ist hier nichts geschehen', { exact: false })).toHaveCount(0);
  await showsNothing(phone);
});

test('own sessions: one and all others are ended, and their pages are empty at once', async ({ phone, browser, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  const elsewhere = async () => {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 640 } })).newPage();
    await comesBack(page, siegel, code);
    await expect(page.getByText(secret)).toBeVisible();
    return page;
  };
  await comesBack(phone, siegel, code);
  const others = [await elsewhere(), await elsewhere(), await elsewhere()];
  await phone.getByRole('button', { name: 'Ihr Zugang' }).click();
  await expect(phone.getByRole('heading', { name: 'Eine andere Anmeldung' })).toHaveCount(4); // and the one by which the letter was written
  await look(phone, '55-own-sessions');
  const ended = async () => { let n = 0; for (const page of others) if (await page.getByText('Ihre Anmeldung wurde beendet').count()) n++; return n; };
  for (const left of [3, 2]) {
    await phone.getByRole('button', { name: 'Beenden', exact: true }).first().click();
    await expect(phone.getByRole('heading', { name: 'Eine andere Anmeldung' })).toHaveCount(left);
  }
  await expect.poll(ended).toBeGreaterThan(0);
  await phone.getByRole('button', { name: 'Alle anderen beenden' }).click();
  await expect(phone.getByText('Sonst sind Sie nirgends angemeldet.')).toBeVisible();
  await expect.poll(ended).toBe(3);
  for (const page of others) {
    await showsNothing(page);
    expect(await session(page)).toEqual({});
    await page.context().close();
  }
  await phone.getByRole('button', { name: 'Zu meinen Nachrichten' }).click();
  await expect(phone.getByText(secret)).toBeVisible();
});

test('signing out and the exit reach every tab and leave nothing, also after a reload', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, secret);
  for (const way of ['out', 'exit'] as const) {
    const second = await phone.context().newPage();
    for (const page of [phone, second]) { await comesBack(page, siegel, code); await settled(page); }
    await phone.reload();
    await expect(phone.getByText(secret)).toBeVisible();
    await box(phone).fill('Ein letzter Satz, noch nicht gespeichert.');
    if (way === 'out') {
      await phone.getByRole('button', { name: 'Abmelden' }).click();
      for (const page of [phone, second]) await expect(title(page)).toContainText('abgemeldet');
      expect(await cookies(phone.context())).toEqual([]);
    } else {
      await phone.getByRole('link', { name: 'Schnell verlassen', exact: true }).first().click();
      for (const page of [phone, second]) { await page.waitForURL('https://wetter.example/'); await page.goto(`${siegel.origin}/kiz/help`); }
      await expect.poll(() => cookies(phone.context())).not.toContain('__Host-siegel');
      await phone.context().clearCookies(); // the marker of the exit
    }
    for (const page of [phone, second]) { expect(await session(page)).toEqual({}); await showsNothing(page); }
    await second.close();
    await phone.goto(`${siegel.origin}/kiz/sign-in`);
    await phone.reload();
    await expect(signIn(phone)).toBeVisible();
  }
  await comesBack(phone, siegel, code);
  await expect(box(phone)).toHaveValue('Ein letzter Satz, noch nicht gespeichert.'); // signing out had saved it
});

test('an agency that wants no reload without the password gets none, and the draft is back all the same', async ({ phone, siegel }) => {
  siegel.recorder.change = (url, body) => (/agencies\/kiz(\?|$)/.test(url) ? JSON.stringify({ ...JSON.parse(body) as object, reload: false }) : body);
  try {
    const { code } = await hasWritten(siegel, secret);
    await comesBack(phone, siegel, code);
    await box(phone).fill('Ein Entwurf ohne Schlüssel im Browser.');
    await expect(saved(phone)).toBeVisible();
    expect(await session(phone)).toEqual({});
    await phone.reload();
    await expect(signIn(phone)).toBeVisible();
    await comesBack(phone, siegel, code);
    await expect(box(phone)).toHaveValue('Ein Entwurf ohne Schlüssel im Browser.');
  } finally { siegel.recorder.change = null; }
});

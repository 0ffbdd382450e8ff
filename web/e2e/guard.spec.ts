// What must not happen when things cross: two accounts in one browser, a password typed anew too late, a receipt without a reread, no way to tell the server, other keys than the link's.
import { expect, test } from './fixtures';
import { arrived, comesBack, hasWritten, writesFirst } from './people';

test.use({ world: 'guard' });

const text = 'Der Milan kreist über dem Steinbruch, und niemand sieht hinauf.';

test('two accounts in one browser: nothing of the first is written into the second, and the text goes out after signing in again', async ({ phone, siegel }) => {
  const first = await hasWritten(siegel, text), second = await hasWritten(siegel, 'Ein anderer Brief.');
  await comesBack(phone, siegel, first.code);
  const other = await phone.context().newPage();
  await phone.route('**/api/1/events', (route) => route.abort()); // this page does not hear that its session has ended
  await expect.poll(() => phone.evaluate(() => sessionStorage.length)).toBe(1); // else the reload asks for the password
  await phone.reload();
  await phone.getByLabel('Ihre Nachricht').waitFor();
  await comesBack(other, siegel, second.code);
  await phone.getByLabel('Ihre Nachricht').fill('Noch ein Satz vom ersten Zugang.');
  const before = siegel.recorder.received.length;
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  const dialog = phone.getByRole('dialog');
  await expect(dialog).toBeVisible();
  expect(siegel.recorder.received.slice(before).filter((r) => r.method === 'PUT' && !r.url.includes('/me/drafts/') && !r.headers.includes(second.person.uid)).map((r) => r.url)).toEqual([]); // the other page keeps its own tab
  expect(await second.person.call('GET', 'me/drafts')).toEqual({ drafts: [] }); // what was tried was refused
  await dialog.getByLabel('Rückkehr-Code').fill(first.code);
  await dialog.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByRole('listitem').filter({ hasText: 'Noch ein Satz vom ersten Zugang.' })).toHaveCount(1);
  expect((await first.person.read(first.id)).messages.filter((m) => m.text.startsWith('Noch ein Satz'))).toHaveLength(1);
  await other.close();
  await comesBack(phone, siegel, second.code); // its vault still opens
  await expect(phone.getByText('Ein anderer Brief.')).toBeVisible();
});

test('a page whose session another account has ended is emptied at once, and its draft is there after signing in again', async ({ phone, siegel }) => {
  const first = await hasWritten(siegel, text), second = await hasWritten(siegel, 'Ein anderer Brief.');
  await comesBack(phone, siegel, first.code);
  await phone.getByLabel('Ihre Nachricht').fill('Ein Entwurf vom ersten Zugang.');
  await expect(phone.getByText(/^Gespeichert um/)).toBeVisible();
  const other = await phone.context().newPage();
  await comesBack(other, siegel, second.code);
  await expect(phone.getByText('Ihre Anmeldung wurde beendet')).toBeVisible();
  await expect(phone.getByText('Ihr Entwurf ist gespeichert.')).toBeVisible();
  expect(await phone.evaluate(() => document.documentElement.innerHTML)).not.toMatch(/Milan|ersten Zugang/);
  await second.person.send(second.id, 'Für den zweiten Zugang, live.', 'de');
  await expect(other.getByText('Für den zweiten Zugang, live.')).toBeVisible();
  await other.close();
  await comesBack(phone, siegel, first.code);
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue('Ein Entwurf vom ersten Zugang.');
});

test('once the account exists, its password cannot be typed anew: the letter is sent with the one that holds', async ({ phone, siegel }) => {
  await writesFirst(phone, siegel, text, 'Milan 2', 'steinbruch milan himmel oben');
  await phone.route('**/api/1/enquiries', (route) => route.abort());
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  const again = phone.getByRole('button', { name: 'Noch einmal versuchen' });
  await expect(again).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue(text);
  await expect(phone.getByLabel('Passwort', { exact: true })).toHaveCount(0);
  await phone.unroute('**/api/1/enquiries');
  await again.click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await expect(phone.locator('output')).toHaveCount(1);
});

test('a message whose case cannot be read again was sent all the same, and the page says so', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, text);
  await comesBack(phone, siegel, code);
  await phone.getByLabel('Ihre Nachricht').fill('Angekommen ist es trotzdem.');
  await phone.route('**/messages', async (route) => {
    const response = await route.fetch();
    await phone.route(/messages\?after=/, (later) => later.abort()); // before the page goes on to read
    await route.fulfill({ response });
  });
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  const again = phone.getByRole('button', { name: 'Noch einmal versuchen' });
  await expect(again).toBeVisible();
  await expect(phone.getByText(/nicht gesendet/i)).toHaveCount(0);
  await phone.unrouteAll();
  await again.click();
  await expect(phone.getByRole('listitem').filter({ hasText: 'Angekommen ist es trotzdem.' })).toHaveCount(1);
  expect((await person.read(id)).messages).toHaveLength(2);
});

test('signing out without a network empties the other tab too', async ({ phone, siegel }) => {
  const { code } = await hasWritten(siegel, text);
  await comesBack(phone, siegel, code);
  const other = await phone.context().newPage();
  await comesBack(other, siegel, code);
  await expect(other.getByText(text)).toBeVisible();
  await phone.route('**/auth/logout', (route) => route.abort());
  await phone.getByRole('button', { name: 'Abmelden' }).first().click();
  await expect(other.getByText(text)).toHaveCount(0);
  await expect(phone.getByText(text)).toHaveCount(0);
});

test('the fingerprint of the link reaches the letter through the safety page, another language and a reload: other keys are refused', async ({ phone, siegel }) => {
  const other = [...siegel.fingerprint].map((c) => (c === '0' ? '1' : '0')).join('');
  const refused = () => expect(phone.getByText(/nicht prüfen, wer mitliest/).first()).toBeVisible();
  await phone.goto(`${siegel.origin}/kiz#f=${other}`);
  await phone.getByRole('link', { name: 'English' }).first().click();
  await phone.getByRole('link', { name: 'Deutsch' }).first().click();
  await phone.getByRole('link', { name: 'Jetzt schreiben' }).click();
  await phone.getByRole('link', { name: 'Weiter' }).click();
  await refused();
  expect(phone.url()).not.toContain('#');
  await phone.reload();
  await refused();
  const before = siegel.recorder.received.length;
  await phone.getByLabel('Ihre Nachricht').fill(text);
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByLabel('Name', { exact: true }).fill('Milan 5');
  await phone.getByLabel('Passwort', { exact: true }).fill('steinbruch milan himmel oben');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await refused();
  expect(siegel.recorder.received.slice(before).filter((r) => /auth\/register|enquiries/.test(r.url))).toEqual([]);
});

test('a browser without WebAssembly writes with the return code alone, a full letter in mixed scripts, and finds it again', async ({ phone, siegel }) => {
  const long = 'أنا بخير 👩‍👧 — 「你好」 <b>fett</b>\n'.repeat(2_000).slice(0, 50_000).trimEnd();
  await phone.addInitScript(() => { delete (globalThis as { WebAssembly?: unknown }).WebAssembly; });
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByLabel('Ihre Nachricht').fill(long);
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await expect(phone.getByLabel('Passwort', { exact: true })).toHaveCount(0);
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  const code = await phone.locator('output').innerText();
  await phone.context().clearCookies();
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.locator('.message .text')).toHaveText(long);
  expect(await phone.locator('.message .text').evaluate((e) => [getComputedStyle(e).direction, e.querySelector('b')])).toEqual(['rtl', null]);
});

test('words of the server are words: nothing of them becomes part of the page', async ({ phone, siegel }) => {
  const evil = '<img src=x onerror="document.title=1"><b id="evil">!</b>';
  siegel.recorder.change = (url, body) => {
    if (!/agencies\/kiz(\?|$)/.test(url)) return body;
    const agency = JSON.parse(body) as { name: string; topics: unknown[]; crisis: { name: string; numbers: { label: string; number: string }[] }[]; exit: string; colours: Record<string, string>; contact: { phone: string } };
    agency.name = evil;
    agency.topics = [{ code: 'a', label: { de: evil } }, { code: 'b', label: { de: 'B' } }];
    for (const country of agency.crisis) { country.name = evil; country.numbers = [{ label: evil, number: `javascript:${evil}` }]; }
    agency.exit = 'javascript:document.title=2';
    agency.colours = { light: 'url(https://wetter.example/x)', dark: '#000000;}' };
    agency.contact.phone = evil;
    return JSON.stringify(agency);
  };
  try {
    await phone.goto(`${siegel.origin}/kiz/write`);
    await expect(phone.getByText(evil).first()).toBeVisible();
    await phone.getByRole('button', { name: 'Mehr Nummern' }).click();
    await expect(phone.getByRole('dialog')).toContainText(evil);
  } finally { siegel.recorder.change = null; }
  await expect(phone.locator('#evil, img[src="x"]')).toHaveCount(0);
  for (const address of await phone.locator('a').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href))) expect(address).toMatch(/^(https?:|tel:[\d+]*$)/);
  expect(await phone.locator('a#exit').getAttribute('data-target')).toMatch(/^https:/);
  expect(await phone.evaluate(() => document.documentElement.getAttribute('style') ?? '')).toBe('');
});

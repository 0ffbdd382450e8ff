// Languages and overlays: attributes, dates, texts that fall back, Einfache Sprache in the middle of a letter, the layout in a language with long words.
import type { Page } from '@playwright/test';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Person } from '../src/demo/person';
import { fits } from './access';
import { expect, look, people, test, type Siegel } from './fixtures';
import { atTheDesk, comesBack, hasWritten } from './people';
import { pseudo, speakPseudo } from './pseudo';

test.use({ world: 'languages' });

const locales = fileURLToPath(new URL('../../locales/', import.meta.url));
const json = <T>(name: string): T => JSON.parse(readFileSync(join(locales, name), 'utf8')) as T;
const about = json<Record<string, { over?: string; draft?: boolean }>>('languages.json');
const languages = Object.keys(about).filter((name) => !about[name]?.over);
const common = (lang: string) => json<Record<string, string>>(`${lang}/common.json`);
const keys = readdirSync(join(locales, 'de')).flatMap((file) => Object.keys(json<Record<string, string>>(`de/${file}`)).map((key) => `${file.replace('.json', '')}.${key}`));

/** An agency that speaks every language, with "du" in German. `short`: its name in the address. */
async function polyglot(siegel: Siegel, short: string, form: 'sie' | 'du'): Promise<void> {
  const labels = (text: string) => `{ ${languages.map((lang) => `${lang} = "${text} (${lang})"`).join(', ')} }`;
  const file = join(siegel.folder, `${short}.toml`);
  writeFileSync(file, readFileSync(fileURLToPath(new URL('agency.toml', import.meta.url)), 'utf8')
    .replace('short = "kiz"', `short = "${short}"\nform = "${form}"`).replace(/^languages = .*$/m, `languages = ${JSON.stringify(languages)}`)
    .replace(/\[texts\.de\][^]*$/, '[texts.de]\nwho = "Hier antwortet das Team."\nhours = "Montags."\n\n[promise]\nworking_days = 2\nweekdays = ["mon", "tue", "wed", "thu", "fri"]\nclosing = "18:00"\n')
    .concat(`\n[[topics]]\ncode = "a"\nlabel = ${labels('Trauer')}\n`));
  const link = siegel.command('agency', 'create', '--from', file);
  const lead = new Person(siegel.origin, short, 'staff');
  await lead.join('setup', /#t=([A-Za-z0-9_-]{22})/.exec(link)?.[1] ?? '', null, 'lead', 'vier worte sind genug', 'Frau L.', 'de');
  await lead.setUp({ phone: '+43 1 0000001', emergency: [{ label: 'Notruf', number: '112' }] }, true);
}

const html = (page: Page) => page.locator('html');
/** What a person can read. */
const seen = (page: Page) => page.evaluate(() => `${document.title}\n${document.body.innerText}`);
/** Lines with more than one sentence, as they stand on the page. */
const runOn = (page: Page) => page.locator('main :is(p, li, dt, dd, label, legend, .hint):not([lang])').evaluateAll((all) => all.flatMap((e) => (e as HTMLElement).innerText.split('\n')).filter((line) => /(?<!\d)[.?!] +[„"]?\p{Lu}/u.test(line)));
const english = /\b(January|February|March|May|June|July|October|December|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)\b/;

test('12: the typed letter stays through privacy, numbers, simple language, English, on and back', async ({ phone, siegel }) => {
  test.setTimeout(300_000); // each look takes its time
  const text = 'Das soll bleiben.\nÄpfel, œuvre, Straße 😀';
  const box = () => phone.locator('#letter');
  await phone.goto(`${siegel.origin}/kiz/write`);
  await box().fill(text);
  const [privacy] = await Promise.all([phone.context().waitForEvent('page'), phone.getByRole('link', { name: 'Datenschutz' }).click()]);
  await expect(privacy.getByRole('heading', { level: 1, name: 'Datenschutz' })).toBeVisible();
  await privacy.close();
  await phone.getByRole('button', { name: 'Mehr Nummern' }).click();
  await expect(phone.getByRole('dialog')).toBeVisible();
  await phone.keyboard.press('Escape');
  await expect(box()).toHaveValue(text);
  await expect(phone.getByText('Mehr angeben')).toBeVisible();

  await phone.getByRole('button', { name: 'Einfache Sprache' }).click();
  await expect(html(phone)).toHaveAttribute('lang', 'de-simple');
  await expect(html(phone)).toHaveAttribute('data-view', 'simple');
  await expect(phone).toHaveURL(`${siegel.origin}/kiz/de-simple/write`);
  await expect(phone.getByRole('heading', { level: 1, name: 'Schreiben Sie, wie Sie möchten' })).toBeVisible();
  await expect(phone.getByText('Mehr sagen')).toHaveCount(0); // fewer fields
  expect(await phone.evaluate(() => [getComputedStyle(document.body).fontSize, getComputedStyle(document.querySelector('main p')!).whiteSpaceCollapse])).toEqual(['20px', 'preserve-breaks']);
  await expect(box()).toHaveValue(text);
  await look(phone, '60-write-simple');

  await phone.getByRole('button', { name: 'English' }).click();
  await expect(html(phone)).toHaveAttribute('lang', 'en');
  await expect(html(phone)).not.toHaveAttribute('data-view', 'simple');
  await expect(phone).toHaveURL(`${siegel.origin}/kiz/en/write`);
  await expect(box()).toHaveValue(text);
  await phone.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(phone.getByLabel('Password', { exact: true })).toBeVisible();
  await phone.getByRole('button', { name: 'Einfache Sprache' }).click();
  await expect(html(phone)).toHaveAttribute('lang', 'de-simple');
  expect(await runOn(phone)).toEqual([]);
  await look(phone, '61-access-simple');
  await phone.getByRole('button', { name: 'Zurück zum Text' }).click();
  await expect(box()).toHaveValue(text);
  await phone.getByRole('button', { name: 'Deutsch' }).click();
  await expect(phone).toHaveURL(`${siegel.origin}/kiz/write`);
  await expect(box()).toHaveValue(text);
});

test('a letter that is written in simple language goes as German, and a reload stays in simple language', async ({ phone, siegel }) => {
  test.setTimeout(300_000);
  await phone.goto(`${siegel.origin}/kiz/de-simple`);
  await phone.getByRole('link', { name: 'Jetzt schreiben' }).click();
  await expect(html(phone)).toHaveAttribute('data-view', 'simple');
  await phone.getByRole('link', { name: 'Weiter' }).click();
  await phone.getByLabel('Ihre Nachricht').fill('Mir geht es nicht gut.');
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByLabel('Name', { exact: true }).fill('Apfel-77');
  await phone.getByLabel('Passwort', { exact: true }).fill('drei rote aepfel im gras');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(phone.getByRole('heading', { level: 1, name: 'Ihre Nachricht ist angekommen' })).toBeVisible({ timeout: 30_000 });
  expect(await runOn(phone)).toEqual([]);
  await look(phone, '62-sent-simple');
  const sent = siegel.recorder.received.findLast((r) => r.method === 'POST' && r.url.endsWith('/api/1/enquiries'));
  expect((JSON.parse(sent?.body.toString() ?? '{}') as { lang?: string }).lang).toBe('de');
  await phone.reload();
  await expect(html(phone)).toHaveAttribute('lang', 'de-simple');
  expect(new URL(phone.url()).pathname).toMatch(/^\/kiz\/de-simple\//);
});

test('28: each language and overlay has its attributes, no key shows, and no English month', async ({ phone, siegel }) => {
  test.setTimeout(300_000);
  await polyglot(siegel, 'reden', 'du');
  for (const choice of [...languages, 'de-simple']) {
    const base = `${siegel.origin}/reden${choice === 'de' ? '' : `/${choice}`}`;
    for (const page of ['', '/safety', '/help', '/privacy', '/limits', '/imprint', '/accessibility', '/nothing-here', '/write', '/sign-in', '/desk']) {
      if (page === '/desk' && choice === 'de-simple') continue; // the desk has no overlays
      await phone.goto(base + page);
      await expect(phone.getByRole('heading', { level: 1 }).first()).toBeVisible();
      if (/write|sign-in|desk/.test(page)) await expect(phone.locator('#script-notice')).toHaveCount(0);
      await expect(html(phone)).toHaveAttribute('lang', choice);
      const text = await seen(phone);
      expect(keys.filter((key) => new RegExp(`(^|\\s)${key.replace('.', '\\.')}(\\s|$)`).test(text)), `${choice}${page} shows a key`).toEqual([]);
      expect(text, `${choice}${page}`).not.toMatch(/\{\w+\}/);
      expect(text.includes(common(choice).unread ?? ''), `${choice}${page} says whether somebody has read its texts`).toBe(about[choice]?.draft === true);
      if (choice === 'de-simple') expect(await runOn(phone), `${choice}${page}`).toEqual([]);
      if (choice !== 'en') expect(text, `${choice}${page}`).not.toMatch(english);
      if (/^$|write|desk/.test(page)) await phone.screenshot({ path: fileURLToPath(new URL(`../pictures/63${page.replace('/', '-') || '-start'}-${choice}.png`, import.meta.url)), fullPage: true });
    }
    await phone.goto(base);
    // What only the agency can write stands there in German, and says so; German pages need not.
    const hours = phone.locator('p', { hasText: 'Montags.' });
    if (choice === 'de') await expect(hours).not.toHaveAttribute('lang', /./);
    else await expect(hours).toHaveAttribute('lang', 'de');
    await phone.goto(`${base}/write`);
    for (const lang of languages) await expect(phone.getByRole('button', { name: common(lang)[`language_${lang}`] ?? '', exact: true })).toBeVisible();
  }
  await phone.goto(`${siegel.origin}/reden`);
  expect(await seen(phone)).toContain('Schreib uns. Anonym und kostenlos.');
  await phone.goto(`${siegel.origin}/reden/write`);
  await expect(phone.getByRole('heading', { level: 1, name: 'Schreib, wie es für dich passt' })).toBeVisible();
  await phone.getByRole('button', { name: 'English' }).click();
  await phone.getByRole('button', { name: 'Deutsch' }).click();
  await expect(phone.getByRole('heading', { level: 1, name: 'Schreib, wie es für dich passt' })).toBeVisible();
  await expect(html(phone)).toHaveAttribute('lang', 'de');
});

/** A text of the choice, or of what it lies on. */
const word = (choice: string, key: string): string => {
  const [noun = '', name = ''] = key.split('.');
  for (const lang of [...(choice === 'de' ? ['de-du'] : []), choice, 'de']) { // the desk's words have no overlay
    if (!readdirSync(join(locales, lang)).includes(`${noun}.json`)) continue;
    const text = json<Record<string, string>>(`${lang}/${noun}.json`)[name];
    if (text) return text;
  }
  throw new Error(`no text ${key}`);
};

/** What stands here is in this language: no key, no gap that was not filled, no English month. */
async function speaks(page: Page, choice: string, where: string): Promise<void> {
  const text = await seen(page);
  expect(keys.filter((key) => new RegExp(`(^|\\s)${key.replace('.', '\\.')}(\\s|$)`).test(text)), `${choice} ${where} shows a key`).toEqual([]);
  expect(text, `${choice} ${where}`).not.toMatch(/\{\w+\}/);
  if (choice !== 'en') expect(text, `${choice} ${where}`).not.toMatch(english);
  if (choice === 'de-simple') expect.soft(await runOn(page), where).toEqual([]);
  expect.soft(await fits(page), `${choice} ${where}`).toEqual([]);
  await page.screenshot({ path: fileURLToPath(new URL(`../pictures/64-${where}-${choice}.png`, import.meta.url)), fullPage: true });
}

test('28: one\'s own access, what is stored and what deleting does, and the places of a lead, in each language', async ({ phone, laptop, siegel }) => {
  test.setTimeout(300_000);
  await polyglot(siegel, 'alles', 'du');
  const person = new Person(siegel.origin, 'alles', 'seeker');
  const code = await person.register(null, null, 'de');
  await person.write({ topic: '', lang: 'de', text: 'In welcher Sprache?', name: 'Vieles', age: null, gender: null });
  await phone.goto(`${siegel.origin}/alles/sign-in`);
  await phone.getByRole('button', { name: word('de', 'signin.by_code') }).click();
  await phone.getByLabel(word('de', 'signin.code')).fill(code);
  await phone.getByRole('button', { name: word('de', 'signin.enter'), exact: true }).click();
  await expect(phone.locator('#message, textarea').first()).toBeVisible();
  const press = (choice: string, key: string) => phone.getByRole('button', { name: word(choice, key), exact: true }).first().click();
  for (const choice of [...languages, 'de-simple']) {
    if (choice !== 'de') await phone.getByRole('button', { name: word('en', choice === 'de-simple' ? 'common.language_simple' : `common.language_${choice}`), exact: true }).click();
    await expect(html(phone)).toHaveAttribute('lang', choice);
    await speaks(phone, choice, 'case');
    await press(choice, 'settings.heading');
    await expect(phone.getByRole('region', { name: word(choice, 'session.heading'), exact: true })).toBeVisible();
    await speaks(phone, choice, 'settings');
    await press(choice, 'stored.look');
    await expect(phone.locator('dl.stored dd').first()).toBeVisible();
    await speaks(phone, choice, 'stored');
    await press(choice, 'stored.back');
    await press(choice, 'erasure.look');
    await expect(phone.getByRole('button', { name: word(choice, 'erasure.back'), exact: true })).toBeVisible();
    await speaks(phone, choice, 'erasure');
    await press(choice, 'erasure.back');
    await press(choice, 'settings.back');
  }
  await laptop.goto(`${siegel.origin}/alles/desk`);
  await laptop.getByLabel('Name', { exact: true }).fill('lead');
  await laptop.getByLabel('Passwort', { exact: true }).fill('vier worte sind genug');
  await laptop.getByRole('button', { name: 'Anmelden', exact: true }).click();
  for (const lang of languages) {
    await laptop.locator(`button.language[lang=${lang}]`).click();
    await expect(html(laptop)).toHaveAttribute('lang', lang);
    for (const place of ['today', 'overview', 'team', 'visits', 'retention']) {
      await laptop.getByRole('button', { name: word(lang, `desk.${place}`), exact: true }).click();
      await expect(laptop.locator('.tab[aria-current=page]')).toHaveText(word(lang, `desk.${place}`));
      await expect(laptop.getByRole('heading', { level: 1 })).toBeVisible();
      await speaks(laptop, lang, `desk-${place}`);
    }
    await laptop.locator('.tab.who').click();
    await speaks(laptop, lang, 'desk-profile');
  }
});

test('28: a message in Arabic runs from right to left, in the case and at the desk', async ({ phone, laptop, siegel }) => {
  const arabic = 'لا أعرف من أين أبدأ. أشعر بالوحدة هنا.';
  const { code } = await hasWritten(siegel, arabic, 'Ferne 9');
  await comesBack(phone, siegel, code);
  const direction = (page: Page) => page.getByText(arabic).first().evaluate((e) => getComputedStyle(e).direction);
  await expect(phone.getByText(arabic)).toBeVisible();
  expect(await direction(phone)).toBe('rtl');
  await phone.getByLabel('Ihre Nachricht').fill(arabic);
  expect(await phone.getByLabel('Ihre Nachricht').evaluate((e) => getComputedStyle(e).direction)).toBe('rtl');
  await atTheDesk(laptop, siegel, 'karin');
  await laptop.getByText('Ferne 9').first().click();
  await expect(laptop.getByText(arabic)).toBeVisible();
  expect(await direction(laptop)).toBe('rtl');
});

test('in a language with words half as long again nothing is cut off', async ({ phone, laptop, siegel }) => {
  expect(pseudo('Noch {count} Zeichen')).toBe('Nöøçh {count} Zéêïíçhéêñ');
  for (const page of [phone, laptop]) await speakPseudo(page);
  await phone.setViewportSize({ width: 320, height: 640 });
  for (const path of ['', '/safety', '/help', '/privacy', '/write', '/sign-in', '/de-simple']) {
    await phone.goto(`${siegel.origin}/kiz${path}`);
    await expect(phone.getByRole('heading', { level: 1 })).toBeVisible();
    expect([path, ...await fits(phone)]).toEqual([path]);
  }
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.locator('#letter').fill('Ein Satz.');
  await phone.getByRole('button', { name: pseudo('Weiter'), exact: true }).click();
  await expect(phone.getByLabel(pseudo('Passwort'), { exact: true })).toBeVisible();
  expect(await fits(phone)).toEqual([]);
  await phone.screenshot({ path: fileURLToPath(new URL('../pictures/64-access-pseudo.png', import.meta.url)), fullPage: true });
  await laptop.setViewportSize({ width: 320, height: 640 });
  await laptop.goto(`${siegel.origin}/kiz/desk`);
  await expect(laptop.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await fits(laptop)).toEqual([]);
  await laptop.getByLabel(pseudo('Name'), { exact: true }).fill(people.karin.name);
  await laptop.getByLabel(pseudo('Passwort'), { exact: true }).fill(people.karin.password);
  await laptop.getByRole('button', { name: pseudo('Anmelden'), exact: true }).click();
  await expect(laptop.getByRole('button', { name: pseudo('Abmelden') })).toBeVisible({ timeout: 30_000 });
  expect(await fits(laptop)).toEqual([]);
  await laptop.screenshot({ path: fileURLToPath(new URL('../pictures/65-desk-pseudo.png', import.meta.url)), fullPage: true });
});

// Visits as counts: what a page sends and when, what the night writes, what a lead sees, and that nothing is counted where it is off or not wanted.
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { axe, binary, expect, look, test, watched, world, type Siegel } from './fixtures';
import { atTheDesk } from './people';
import { discard, temporary } from './process';

test.use({ world: 'visits' });

type Sent = { path: string; id: string | undefined };

/** What a page asks for, each with the visit that it names. */
function sent(page: Page): Sent[] {
  const all: Sent[] = [];
  page.on('request', (request) => all.push({ path: new URL(request.url()).pathname, id: request.headers()['siegel-visit'] }));
  return all;
}

const named = (all: Sent[]): Sent[] => all.filter(({ path, id }) => id !== undefined || path.startsWith('/api/1/visit'));

/** Somebody else. */
async function somebody(browser: Browser): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true });
  await watched(context);
  return { page: await context.newPage(), context };
}

/** A server whose operator has switched the figures off. */
const silenced = test.extend<object, { silent: Siegel }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  silent: [async ({}, use) => {
    const siegel = await world({ database: 'sqlite', program: binary, agency: 'agency.toml', environment: { SIEGEL_ACCESS_STATISTICS: 'off' } });
    await use(siegel);
    await siegel.end();
  }, { scope: 'worker', timeout: 120_000 }],
});

silenced('off: no page makes an id', async ({ phone, silent }) => {
  const all = sent(phone);
  for (const path of ['', '/privacy', '/sign-in']) await phone.goto(`${silent.origin}/kiz${path}`, { waitUntil: 'networkidle' });
  expect(all.length).toBeGreaterThan(8);
  expect(named(all)).toEqual([]);
  await expect(phone.locator('body')).not.toHaveAttribute('data-visits');
});

/** A server that counts, whose clock the journey sets. */
const counting = test.extend<object, { counted: Siegel & { set(moment: string): void } }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  counted: [async ({}, use) => {
    const folder = temporary(), program = join(folder, 'clocked'), file = join(folder, 'ahead');
    execFileSync('go', ['build', '-o', program, './internal/testkit/clocked'], { cwd: '..', env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false' } });
    const set = (moment: string) => writeFileSync(file, String(Date.parse(moment) - Date.now()));
    set(new Date().toISOString());
    const siegel = await world({ database: 'sqlite', program, agency: 'agency.toml', environment: { CLOCK_FILE: file, SIEGEL_ACCESS_RECORD: 'on' } });
    await use({ ...siegel, set });
    await siegel.end();
    discard(folder);
  }, { scope: 'worker', timeout: 240_000 }],
});

/** A moment so many days after today (ISO). */
const at = (days: number, hour: number): string => new Date(Math.floor(Date.now() / 86_400_000 + days) * 86_400_000 + hour * 3_600_000 + 1_200_000).toISOString();

/** A page of the public ones, as its script says that it is looked at and goes. */
async function visits(siegel: Siegel, agency: string, page: string, from: string): Promise<void> {
  const headers = {
    'X-Forwarded-For': from, 'Siegel-Realm': 'seeker', 'Siegel-Visit': Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url'), 'Content-Type': 'application/json',
    'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
  };
  for (const [path, body] of [['visit', { agency, page }], ['visit/end', { agency }]] as const) expect(await asked(siegel, `/api/1/${path}`, headers, JSON.stringify(body))).toBe(204);
}

/** Past the recorder, which tells the server addresses of its own. */
const asked = (siegel: Siegel, path: string, headers: Record<string, string>, body: string): Promise<number | undefined> => new Promise((done, fail) => {
  const { hostname, port } = new URL(siegel.direct);
  request({ hostname, port, path, method: 'POST', headers: { ...headers, Host: new URL(siegel.origin).host, 'Content-Length': Buffer.byteLength(body) } }, (answer) => { answer.resume(); done(answer.statusCode); }).on('error', fail).end(body);
});

/** Everything below a folder, as one text. */
const onDisk = (folder: string): string => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
  .map((f) => readFileSync(join(f.parentPath, f.name), 'latin1')).join('\n');

counting('on: a page is a visit, the night writes numbers, a lead sees them, and nothing leads to anybody', async ({ browser, laptop, counted }) => {
  counting.setTimeout(240_000);
  const known = new Set<string>();
  const { page, context } = await somebody(browser);
  const all = sent(page);
  await page.goto(`${counted.origin}/kiz`, { waitUntil: 'networkidle' });
  await page.reload({ waitUntil: 'networkidle' });
  await page.goto(`${counted.origin}/kiz/sign-in`, { waitUntil: 'networkidle' });
  await page.goto('about:blank');
  for (const { id } of all) if (id) known.add(id);
  expect(known.size).toBe(3); // a reload is another visit
  for (const id of known) { // the last word goes when the page has gone
    await expect.poll(() => counted.recorder.received.filter((r) => r.url.startsWith('/api/1/visit') && r.headers.includes(id)).map((r) => r.url)).toEqual(['/api/1/visit', '/api/1/visit/end']);
  }
  await context.close();

  const quiet = await browser.newContext({ extraHTTPHeaders: { DNT: '1' } });
  await quiet.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  const asksNot = await quiet.newPage(), silent = sent(asksNot);
  await asksNot.goto(`${counted.origin}/kiz`, { waitUntil: 'networkidle' });
  expect(named(silent)).toEqual([]);
  await quiet.close();

  const agency = ((await (await fetch(`${counted.origin}/api/1/agencies/kiz`, { headers: { 'Siegel-Realm': 'seeker' } })).json()) as { id: string }).id;
  for (let day = 1; day < 15; day++) {
    for (const hour of [8, 13, 19]) {
      counted.set(at(day, hour));
      const people = 1 + ((day * 7 + hour * 3) % 9);
      for (let n = 0; n < people; n++) await visits(counted, agency, n % 3 === 0 ? 'help' : 'start', `198.51.100.${n + 1}`);
    }
  }
  counted.set(at(15, 7));
  await laptop.clock.setFixedTime(at(15, 7)); // whose clock is right
  const desk = sent(laptop);
  await atTheDesk(laptop, counted, 'lead');
  await expect(async () => { // written within the minute
    await laptop.getByRole('button', { name: 'Übersicht' }).click();
    await laptop.getByRole('button', { name: 'Besuche', exact: true }).click();
    await expect(laptop.getByRole('heading', { name: 'Nach Tagen' })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  expect(named(desk)).toEqual([{ path: '/api/1/visits', id: undefined }, ...named(desk).slice(1)]);
  expect(named(desk).some((s) => s.id !== undefined)).toBe(false);
  await laptop.getByText('Nach Tagen als Tabelle').click();
  await expect(laptop.getByRole('row', { name: /weniger als 5/ }).first()).toBeVisible();
  await expect(laptop.getByRole('region', { name: 'Welche Seiten' }).getByRole('row', { name: /Startseite/ })).toContainText(/\d+/);
  await look(laptop, '70-desk-visits');

  await expect(laptop.getByText('Dazu führt der Server ein Protokoll der einzelnen Zugriffe, 7 Tage lang.')).toBeVisible();
  const kept = onDisk(counted.folder);
  expect(kept).toContain('date,time,file,kib,outcome,browser'); // and so is the record, in the same search
  expect(kept).toMatch(/\d{4}-\d\d-\d\d,\d\d:\d\d-\d\d:\d\d,\/api\/1\/visit,0,ok,firefox/);
  await laptop.getByRole('button', { name: 'Nicht mehr protokollieren' }).click();
  await expect(laptop.getByText('Ihre Beratungsstelle steht nicht im Protokoll der einzelnen Zugriffe.')).toBeVisible();
  await look(laptop, '70-desk-visits-no-record');
  expect(kept).toContain('/api/1/visit'); // the numbers themselves are found there
  for (const trace of [...known, '198.51.100', 'Mozilla', 'Gecko', 'Chrome/']) expect(kept, trace).not.toContain(trace);

  await laptop.getByRole('button', { name: 'Nicht mehr zählen' }).click();
  await expect(laptop.getByText('Besuche werden nicht gezählt.')).toBeVisible();
  const later = await somebody(browser), after = sent(later.page);
  await later.page.goto(`${counted.origin}/kiz`, { waitUntil: 'networkidle' });
  expect(named(after)).toEqual([]);
  await later.context.close();
});

/** A server whose settings a notice can be read off, in every language. */
const noticed = test.extend<object, { server: Siegel }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  server: [async ({}, use) => {
    const siegel = await world({ database: 'sqlite', program: binary, agency: 'agency-notice.toml', environment: { SIEGEL_ACCESS_RECORD: 'on', SIEGEL_OPERATOR: 'Beispiel-IT, Beispielgasse 2, 1000 Beispielstadt' } });
    await use(siegel);
    await siegel.end();
  }, { scope: 'worker', timeout: 120_000 }],
});

noticed('the notice, the limits and the imprint, as they are set, in every language', async ({ phone, server }) => {
  noticed.setTimeout(300_000);
  for (const [choice, counted, kept] of [
    ['', 'Besuche werden gezählt', 'bewahrt nichts auf'], ['de-simple', 'Keine Zahl ist kleiner als 3.', 'hebt nichts auf'], ['en', 'Visits are counted', 'keeps nothing'],
    ['fr', 'Les visites sont comptées', 'ne garde rien'], ['lb', 'Visitte gi gezielt', 'hieft näischt op'], ['pt', 'As visitas são contadas', 'não guarda nada'],
  ] as const) {
    for (const page of ['privacy', 'limits', 'imprint']) {
      await phone.goto(`${server.origin}/kiz${choice && `/${choice}`}/${page}`);
      if (page === 'privacy') {
        await expect(phone.locator('main')).toContainText(counted);
        await expect(phone.locator('main')).toContainText(kept);
      }
      if (page !== 'limits') await expect(phone.locator('main')).toContainText('Beispiel-IT');
      expect(await axe(phone)).toEqual([]);
      await phone.screenshot({ path: join('pictures', `71-${page}-${choice || 'de'}.png`), fullPage: true });
    }
  }
  await phone.goto(`${server.origin}/kiz/privacy`);
  await look(phone, '72-privacy');
});

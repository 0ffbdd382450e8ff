// Notices by mail, from the question after the first letter to the link that stops them; with the notifier as a process of its own and a real mail server.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '../proof/taint/places';
import { binary, expect, look, test as base, world, type Siegel } from './fixtures';
import { arrived, atTheDesk, comesBack, hasWritten, writesFirst } from './people';
import { PostOffice, type Mail } from './post';
import { discard, freePort, stop, temporary } from './process';
import { bytes, finds } from './search';

const canary = 'Wellensittich.8264@nestkasten.example';

/** A server with its notifier; what each has said on its terminal; and every answer that a browser was given. */
interface Noticed extends Siegel { office: PostOffice; said: { server: string; notifier: string }; store: string; answers: string[]; mail(n: number): Promise<Mail> }

const noticing = (agency: string) => async ({ database }: { database: 'sqlite' | 'postgres' }, use: (noticed: Noticed) => Promise<void>) => {
  const folder = temporary(), store = join(folder, 'notifier'), office = await PostOffice.start(), at = `127.0.0.1:${await freePort()}`;
  const shared = { SIEGEL_NOTIFIER: at, SIEGEL_NOTIFIER_SECRET: join(folder, 'secret') };
  const own = { PATH: process.env.PATH ?? '', ...shared, SIEGEL_NOTIFIER_FOLDER: store, SIEGEL_NOTIFIER_JITTER: '1s', SIEGEL_SMTP_SERVER: office.at, SIEGEL_SMTP_SECURITY: 'none', SIEGEL_SMTP_FROM: 'post@portal.example' };
  const recipient = /age1pq1\w+/.exec(execFileSync(binary, ['notifier', 'init'], { env: own, stdio: 'pipe' }).toString())?.[0] ?? '';
  const said = { server: join(folder, 'server.log'), notifier: join(folder, 'notifier.log') };
  const siegel = await world({ database, program: binary, agency, environment: { ...shared, SIEGEL_NOTIFIER_RECIPIENT: recipient, SIEGEL_LOG_LEVEL: 'debug' }, log: said.server });
  const log = openSync(said.notifier, 'a');
  const notifier = spawn(binary, ['notifier'], { env: { ...own, SIEGEL_PUBLIC_URL: siegel.origin, SIEGEL_LOG_LEVEL: 'debug' }, stdio: ['ignore', log, log] });
  const answers: string[] = [];
  siegel.recorder.change = (_, body) => { answers.push(body); return body; };
  const mail = async (n: number) => { await expect.poll(() => office.mails.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(n); return office.mails[n - 1] as Mail; };
  await use({ ...siegel, office, said, store, answers, mail });
  await stop(notifier);
  closeSync(log);
  await siegel.end();
  await office.stop();
  discard(folder);
};

const test = base.extend<object, { noticed: Noticed; demanding: Noticed }>({
  noticed: [noticing('agency.toml'), { scope: 'worker', timeout: 120_000 }],
  /** An agency that wants an address of everybody. */
  demanding: [noticing('agency-mandatory.toml'), { scope: 'worker', timeout: 120_000 }],
});

test.use({ world: 'notices' });

const codeOf = (mail: Mail) => (/\b(\d{3}) (\d{3})\b/.exec(mail.text) ?? []).slice(1).join('');

/** The stop words of UX 3, and what stands in this agency's names. */
const telling = /beratung|krise|suizid|sucht|gewalt|insel|probe|kiz\b/i;

test('35: a notice is neutral, comes once, and nobody but the notifier has the address', async ({ browser, phone, laptop, noticed }) => {
  test.setTimeout(240_000);
  const { office, mail } = noticed;
  await writesFirst(phone, noticed, 'Der Sittich singt nicht mehr, und ich weiß nicht weiter.', 'Nestkasten 8', 'acht lange worte genau');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await phone.getByRole('button', { name: 'Habe ich notiert' }).click();
  const question = phone.getByText('Hinweis, wenn etwas Neues da ist (freiwillig)');
  await look(phone, 'notice-question');
  await question.click();
  await phone.getByText('So sieht der Hinweis aus').click();
  await expect(phone.getByText('Von: Postfach <post@portal.example>')).toBeVisible();
  await look(phone, 'notice-address');
  const field = phone.getByLabel('E-Mail-Adresse');
  await field.fill('das ist keine');
  await phone.getByRole('button', { name: 'Code schicken' }).click();
  await expect(phone.getByText('Geben Sie eine Adresse ein')).toBeVisible();
  expect(office.mails).toHaveLength(0);
  await field.fill(canary);
  await phone.getByRole('button', { name: 'Code schicken' }).click();
  const first = await mail(1);
  await phone.getByLabel('Code aus der E-Mail').fill('12 34');
  await phone.getByRole('button', { name: 'Bestätigen' }).click();
  await expect(phone.getByText('Dieser Code stimmt nicht')).toBeVisible();
  await look(phone, 'notice-code');
  await phone.getByLabel('Code aus der E-Mail').fill(codeOf(first));
  await phone.getByRole('button', { name: 'Bestätigen' }).click();
  await expect(phone.getByText('Wenn etwas Neues da ist, bekommen Sie einen Hinweis.')).toBeVisible();
  await look(phone, 'notice-on');
  await phone.getByRole('button', { name: 'Abmelden' }).click();
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('abgemeldet');

  const karin = noticed.karin;
  const [row] = (await karin.call<{ rows: { id: string }[] }>('GET', 'desk')).rows;
  const id = row?.id ?? '';
  await karin.take(id);
  await karin.send(id, 'Danke, dass Sie schreiben.', 'de');
  await karin.letOut(id);
  const notice = await mail(2);
  await karin.send(id, 'Noch etwas.', 'de');
  await karin.letOut(id);
  await new Promise((later) => { setTimeout(later, 4_000); });
  expect(office.mails).toHaveLength(2); // one, then none until the person has signed in

  expect(Object.keys(notice.headers).sort()).toEqual(['Auto-Submitted', 'Content-Transfer-Encoding', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Subject', 'To'].sort());
  expect(notice.headers).toMatchObject({ From: '"Postfach" <post@portal.example>', Subject: 'Es gibt Neuigkeiten', To: `<${canary}>`, 'Content-Type': 'text/plain; charset=UTF-8' });
  expect(notice.text).toMatch(/^Es gibt Neuigkeiten\. Bitte melden Sie sich wie gewohnt an\.\n\nAntworten auf diesen Hinweis liest niemand\.\n\nAbstellen: http:\/\/127\.0\.0\.1:\d+\/off\/[\w-]{22}\n$/);
  for (const each of office.mails) expect(each.raw.replaceAll(canary, '')).not.toMatch(telling);

  // Where the address might be: what browsers were given, at the desk too; the database; the server's and the notifier's words; the server's memory.
  await atTheDesk(laptop, noticed, 'karin');
  for (const name of ['Heute', 'Team', 'Überblick']) { const link = laptop.getByRole('link', { name, exact: true }); if (await link.count()) await link.first().click(); }
  for (const path of ['desk', 'desk/closed', `cases/${id}`, `cases/${id}/messages`, `cases/${id}/notes`, 'sessions', 'me/notice']) await karin.call('GET', path);
  for (const path of ['overview', 'staff', 'invites']) await noticed.lead.call('GET', path);
  expect(noticed.answers.length).toBeGreaterThan(20);
  expect(finds(canary, Buffer.from(noticed.answers.join('\n')))).toBeNull();
  expect(finds(canary, Buffer.concat(noticed.recorder.received.map(({ url, headers, body }) => Buffer.concat([Buffer.from(url + headers), body]))))).toBeNull();
  expect(finds(canary, bytes(noticed.folder))).toBeNull();
  if (noticed.postgres) expect(finds(canary, bytes(noticed.postgres.folder))).toBeNull();
  expect(finds(canary, bytes(noticed.store))).toBeNull();
  for (const log of Object.values(noticed.said)) expect(finds(canary, readFileSync(log))).toBeNull();
  const bare = [Buffer.from(canary), Buffer.from(canary, 'utf16le'), Buffer.from(Buffer.from(canary).toString('base64').slice(0, -4))];
  let searched = 0;
  for (const { pieces } of memory(noticed.pid())) for (const piece of pieces) { searched += piece.length; for (const wanted of bare) expect(piece.includes(wanted)).toBe(false); }
  expect(searched).toBeGreaterThan(1 << 24);

  // Whoever reads the mailbox may stop it: no script, no sign-in, and looking alone does nothing.
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 640 }, locale: 'de' }), page = await context.newPage();
  await page.goto(/https?:\S+/.exec(notice.text)?.[0] ?? '');
  expect(await page.locator('body').innerText()).not.toMatch(telling);
  await page.screenshot({ path: 'pictures/notice-off.png' });
  await page.getByRole('button', { name: 'Abstellen' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Abgestellt');
  await page.screenshot({ path: 'pictures/notice-off-done.png' });
  await context.close();
});

test('35: in the settings: a lapsed code, another level, none any more', async ({ phone, noticed }) => {
  test.setTimeout(180_000);
  const { code } = await hasWritten(noticed, 'Noch ein Sittich.');
  await comesBack(phone, noticed, code);
  await phone.getByRole('button', { name: 'Ihr Zugang' }).click();
  const block = phone.getByRole('region', { name: 'Hinweise per E-Mail' });
  await expect(block.getByLabel('E-Mail-Adresse')).toBeVisible();
  const before = noticed.office.mails.length;
  await block.getByLabel('E-Mail-Adresse').fill(`einstellung.${canary}`);
  await block.getByLabel(/Der Hinweis mit einem Link/).check();
  await block.getByRole('button', { name: 'Code schicken' }).click();
  const right = codeOf(await noticed.mail(before + 1)), wrong = right === '000000' ? '000001' : '000000';
  for (let i = 0; i < 5; i++) {
    await block.getByLabel('Code aus der E-Mail').fill(wrong);
    await block.getByRole('button', { name: 'Bestätigen' }).click();
    await expect(block.getByText(i < 4 ? 'Dieser Code stimmt nicht' : 'Die Adresse ist gelöscht')).toBeVisible();
  }
  await block.getByLabel('E-Mail-Adresse').fill(`einstellung.${canary}`);
  await block.getByRole('button', { name: 'Code schicken' }).click();
  await block.getByLabel('Code aus der E-Mail').fill(codeOf(await noticed.mail(before + 2)));
  await block.getByRole('button', { name: 'Bestätigen' }).click();
  await expect(block.getByText('Wenn etwas Neues da ist, bekommen Sie')).toBeVisible();
  await look(phone, 'notice-settings');
  await block.getByRole('button', { name: 'Keine Hinweise mehr' }).click();
  await expect(block.getByText('Es kommen keine Hinweise mehr')).toBeVisible();
  await expect(block.getByLabel('E-Mail-Adresse')).toBeVisible();
});

test('35: where an address is demanded, the step of name and password asks for it and says why', async ({ phone, demanding }) => {
  test.setTimeout(180_000);
  await phone.goto(`${demanding.origin}/kiz`);
  await expect(phone.getByText('Wer hier schreibt, gibt eine E-Mail-Adresse')).toBeVisible();
  await writesFirst(phone, demanding, 'Ein Brief mit einer Adresse.', 'Nestkasten 9', 'neun lange worte genau');
  await expect(phone.getByText('Weil niemand von uns täglich hier ist.')).toBeVisible();
  await look(phone, 'notice-demanded');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(phone.getByText('Geben Sie eine Adresse ein').first()).toBeVisible({ timeout: 30_000 }); // until then the press may still be on its way, and would take what is typed meanwhile
  await expect(arrived(phone)).toHaveCount(0);
  await phone.getByLabel('E-Mail-Adresse').fill(canary);
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  const code = codeOf(await demanding.mail(1));
  await phone.getByRole('button', { name: 'Habe ich notiert' }).click();
  await phone.getByLabel('Code aus der E-Mail').fill(code);
  await phone.getByRole('button', { name: 'Bestätigen' }).click();
  await expect(phone.getByText('Wenn etwas Neues da ist, bekommen Sie')).toBeVisible();
});

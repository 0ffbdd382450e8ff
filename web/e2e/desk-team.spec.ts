// Several people at the desk: what one does the others see by themselves; long lists; the lead's overview; an account that is stopped.
import type { Browser, Page } from '@playwright/test';
import type { Case, Row } from '../src/crypto/wire';
import { Person } from '../src/demo/person';
import { expect, look, people, test, watched } from './fixtures';
import { atTheDesk, comesBack, hasWritten, promises } from './people';

test.use({ viewport: { width: 1280, height: 800 }, world: 'desk-team' });

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const row = (page: Page, name: string) => page.locator('.row-open').filter({ has: page.getByText(name, { exact: true }) });
const letter = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

async function second(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await watched(context);
  return context.newPage();
}

test('live: an enquiry appears, a taken one goes or says by whom; the focus stays on its row, the page where it was', async ({ laptop, browser, siegel }) => {
  const ben = await second(browser);
  const ids: string[] = [];
  for (let i = 0; i < 14; i++) ids.push((await hasWritten(siegel, `Brief ${i}.`, `Reihe ${i}`)).id);
  await hasWritten(siegel, 'Wer nimmt mich?', 'Lebend 1');
  // In the order in which they were written, all of them promised for later: else the same quarter of an hour is in an order of chance.
  const overdue = new Set<string>();
  promises(siegel, (r, _, now) => ({ promised_at: overdue.has(r.id) ? now - 3_600_000 : now + 30 * 86_400_000 + 3_600_000 * (ids.includes(r.id) ? ids.indexOf(r.id) : ids.length) }));
  await atTheDesk(laptop, siegel, 'karin');
  await atTheDesk(ben, siegel, 'ben');
  await expect(row(laptop, 'Lebend 1')).toBeVisible();
  await row(laptop, 'Reihe 4').focus();
  await laptop.evaluate(() => scrollTo(0, 400));
  // The row with the focus becomes overdue, which makes a new group above all others; those that stay are not to move.
  const tops = () => laptop.locator('.row-open').evaluateAll((all) => Object.fromEntries(all.map((e) => [e.querySelector('.row-name')?.textContent ?? '', Math.round(e.getBoundingClientRect().top)])));
  const before = await tops();
  overdue.add(ids[4]!);
  try {
    await hasWritten(siegel, 'Ganz neu.', 'Lebend 2');
    await expect(row(laptop, 'Lebend 2')).toHaveCount(1);
    await expect(laptop.getByRole('region', { name: /^Überfällig/ }).getByText('Reihe 4')).toHaveCount(1);
    await expect(laptop.getByRole('status').filter({ hasText: 'Es gibt etwas Neues: 1 Fall.' })).toHaveCount(1);
    await expect(row(laptop, 'Reihe 4')).toBeFocused();
    const after = await tops(), below = Object.keys(before).filter((name) => /^Reihe ([5-9]|1\d)$/.test(name) && before[name]! < 740); // most of what is seen
    expect(below.length).toBeGreaterThan(6);
    for (const name of below) expect(Math.abs(after[name]! - before[name]!)).toBeLessThan(3);
  } finally { siegel.recorder.change = null; }
  await row(ben, 'Lebend 1').click();
  await button(ben, 'Übernehmen').click();
  await expect(button(ben, 'Antworten')).toBeVisible();
  await expect(row(laptop, 'Lebend 1')).toHaveCount(0);
  await row(laptop, 'Lebend 2').click(); // open at Karin's, taken by Ben
  await expect(letter(laptop, 'Ganz neu.')).toBeVisible();
  await button(ben, 'Zurück zu Heute').click();
  await row(ben, 'Lebend 2').click();
  await button(ben, 'Übernehmen').click();
  await expect(laptop.getByText('Gerade von Herr B. übernommen.')).toBeVisible();
  await expect(laptop.getByText('Ganz neu.')).toHaveCount(0);
  await ben.context().close();
});

test('the lead sees who has what and what is overdue, by name and without a word of content', async ({ laptop, siegel }) => {
  const { id } = await hasWritten(siegel, 'Kein Wort hiervon in der Übersicht.', 'Unsichtbar 3');
  await siegel.karin.take(id);
  await atTheDesk(laptop, siegel, 'lead');
  await button(laptop, 'Übersicht').click();
  await expect(laptop.getByText('Nichts überfällig.')).toBeVisible();
  const table = laptop.getByRole('table');
  await expect(table.getByRole('rowheader')).toHaveText([/^Frau K\./, /^Frau L\./, /^Herr B\./]);
  await look(laptop, '38-desk-overview');
  siegel.recorder.change = (url, body) => {
    if (!url.endsWith('/overview')) return body;
    const answer = JSON.parse(body) as { people: { overdue: number; waiting: number; uid: string }[]; rows: Row[]; now: number };
    const uid = answer.people.find((p) => p.waiting > 0)?.uid ?? null;
    const late: Row = { id, state: 'taken', topic: '', lang: 'de', created: answer.now - 90_000_000, last_order: 1, last_time: answer.now - 90_000_000, last_role: 'seeker', promised_at: answer.now - 7_200_000, late_at: answer.now + 72_000_000, marks: [], counsellor: uid };
    return JSON.stringify({ ...answer, people: answer.people.map((p) => (p.uid === uid ? { ...p, overdue: 2 } : p)), rows: [{ ...late, marks: ['acute'] }, late, { ...late, id: `${id.slice(0, -1)}A`, counsellor: null, state: 'open', promised_at: answer.now + 3_600_000, late_at: null }, ...answer.rows] });
  };
  try {
    await button(laptop, 'Neu laden').click();
    await expect(laptop.getByText('2 Antworten sind überfällig.')).toBeVisible();
    await look(laptop, '39-desk-overdue');
  } finally { siegel.recorder.change = null; }
  expect(await laptop.content()).not.toMatch(/Unsichtbar 3|Kein Wort hiervon/);
});

test('a stopped account: gone from the page at once, nothing more is served, no way in; started again the draft is there; taken out of the team for good', async ({ laptop, browser, siegel }) => {
  test.setTimeout(300_000);
  const vera = new Person(siegel.origin, 'kiz', 'staff'), secret = 'ganz andere worte fuer vera';
  await vera.join('join', await siegel.lead.invite(['counsellor', 'intake']), siegel.fingerprint, 'vera', secret, 'Frau V.', 'de');
  await siegel.lead.admit();
  await vera.refresh();
  const { id } = await hasWritten(siegel, 'Nur Vera liest das.', 'Gestoppt 4');
  await vera.take(id);
  const ben = new Person(siegel.origin, 'kiz', 'staff'); // stays in the team, and looks at it from elsewhere
  await ben.signIn(people.ben.name, people.ben.password);
  const [waiting, hers, bens] = [await hasWritten(siegel, 'Noch im Eingang.', 'Wartet 4'), await hasWritten(siegel, 'Vera gibt mich zurück.', 'Zurück 4'), await hasWritten(siegel, 'Ben antwortet mir.', 'Bleibt 4')];
  await vera.take(hers.id);
  await vera.putBack(hers.id);
  await ben.take(bens.id);
  const page = await second(browser);
  const enter = async () => {
    await page.goto(`${siegel.origin}/kiz/desk`);
    await page.getByLabel('Name', { exact: true }).fill('vera');
    await page.getByLabel('Passwort', { exact: true }).fill(secret);
    await button(page, 'Anmelden').click();
  };
  await enter();
  await row(page, 'Gestoppt 4').click({ timeout: 30_000 });
  await button(page, 'Antworten').click();
  await page.getByLabel('Antwort', { exact: true }).fill('Mitten im Schreiben gestoppt.');
  await expect(page.getByText(/Gespeichert um/)).toBeVisible();

  await atTheDesk(laptop, siegel, 'lead');
  await button(laptop, 'Team').click();
  const line = laptop.locator('.row-line').filter({ hasText: 'Frau V.' });
  await line.getByRole('button', { name: 'Stoppen' }).click();
  await expect(laptop.getByRole('dialog').getByRole('button', { name: 'Abbrechen' })).toBeFocused();
  await look(laptop, '40-desk-stop');
  await button(laptop, 'Jetzt stoppen').click();
  await expect(line).toContainText('Gestoppt');
  await expect(page.getByRole('heading', { name: 'Ihre Anmeldung ist beendet' })).toBeVisible();
  expect(await page.content()).not.toMatch(/Nur Vera liest das|Mitten im Schreiben|Gestoppt 4/);
  await look(page, '41-desk-ended');
  await page.getByLabel('Passwort', { exact: true }).fill(secret);
  await button(page, 'Anmelden').click();
  await expect(page.getByText('Das passt nicht zusammen.', { exact: false }).first()).toBeVisible({ timeout: 30_000 });
  await look(laptop, '42-desk-team-stopped');

  await line.getByRole('button', { name: 'Wieder starten' }).click();
  await expect(line).not.toContainText('Gestoppt');
  await enter();
  await row(page, 'Gestoppt 4').click({ timeout: 30_000 });
  await expect(page.getByLabel('Antwort', { exact: true })).toHaveValue('Mitten im Schreiben gestoppt.');

  await line.getByRole('button', { name: 'Stoppen' }).click();
  await button(laptop, 'Jetzt stoppen').click();
  // Never confirmed, an acceptance lapses after two minutes: no look lies between this one and what is said of it below.
  const half = await hasWritten(siegel, 'Ben hat noch nicht bestätigt.', 'Halb 4');
  await ben.accept(half.id);
  await line.getByRole('button', { name: 'Aus dem Team nehmen' }).click();
  await laptop.getByRole('dialog').getByRole('button', { name: 'Aus dem Team nehmen' }).click();
  await expect(laptop.getByText('Frau V. gehört nicht mehr zum Team. Die Beratungsstelle hat neue Schlüssel.')).toBeVisible();
  await expect(line).toHaveCount(0);

  // The pool goes on: what was written before, what she had put back, and what is written afterwards to the new keys; in a page that was open, and for a colleague.
  const after = await hasWritten(siegel, 'Als Vera weg war.', 'Danach 4');
  await ben.refresh();
  for (const { id: one } of [waiting, hers, after]) expect((await ben.peek(one)).messages[0]?.state).toBe('open');
  // Ben's case gets new keys at his next look at the desk; its letters stay, and the person reads on.
  await atTheDesk(page, siegel, 'ben');
  const epoch = async () => (await ben.call<{ case: Case }>('GET', `cases/${bens.id}`)).case.epoch;
  await expect.poll(epoch, { timeout: 30_000 }).toBeGreaterThan(0);
  // The one that is not confirmed cannot have any yet: nothing that Ben could mend, so nothing says that it failed.
  expect((await ben.call<{ case: Case }>('GET', `cases/${half.id}`)).case).toMatchObject({ epoch: 0, marks: ['left'] });
  await expect(page.getByText(/bekommen neue Schlüssel|bekommt neue Schlüssel/)).toHaveCount(0);
  await expect(page.getByText('Das ging gerade nicht', { exact: false })).toHaveCount(0);
  await look(laptop, '42-desk-team-new-keys');
  await button(laptop, 'Heute').click();
  for (const name of ['Wartet 4', 'Zurück 4', 'Danach 4']) await expect(row(laptop, name)).toBeVisible();
  await row(laptop, 'Danach 4').click();
  await expect(letter(laptop, 'Als Vera weg war.')).toBeVisible();
  await row(page, 'Bleibt 4').click();
  await expect(letter(page, 'Ben antwortet mir.')).toBeVisible();
  await button(page, 'Antworten').click();
  await page.getByLabel('Antwort', { exact: true }).fill('Unter neuen Schlüsseln.');
  await button(page, 'Senden').click();
  const reader = await second(browser);
  await comesBack(reader, siegel, bens.code);
  for (const words of ['Ben antwortet mir.', 'Unter neuen Schlüsseln.']) await expect(letter(reader, words)).toBeVisible({ timeout: 30_000 });
  for (const one of [page, reader]) await one.context().close();
});

test('one\'s own sessions: seen, ended one by one or all others at once; what was open there is empty', async ({ laptop, browser, siegel }) => {
  await hasWritten(siegel, 'An zwei Orten offen.', 'Orte 5');
  const others = [await second(browser), await second(browser)];
  for (const page of others) {
    await atTheDesk(page, siegel, 'ben');
    await row(page, 'Orte 5').click();
    await expect(letter(page, 'An zwei Orten offen.')).toBeVisible();
  }
  await atTheDesk(laptop, siegel, 'ben');
  await button(laptop, /^Profil/).click();
  const other = laptop.getByText('Andere Anmeldung', { exact: true });
  await expect(laptop.getByText('Dieses Fenster')).toHaveCount(1);
  await expect(other.nth(1)).toBeVisible();
  await look(laptop, '43-desk-profile');
  const before = await other.count();
  await button(laptop, 'Beenden').first().click();
  await expect(other).toHaveCount(before - 1);
  await button(laptop, 'Alle anderen beenden').click();
  await expect(other).toHaveCount(0);
  for (const page of others) {
    await expect(page.getByRole('heading', { name: 'Ihre Anmeldung ist beendet' })).toBeVisible();
    await expect(page.getByText('An zwei Orten offen.')).toHaveCount(0);
    await page.context().close();
  }
  await expect(laptop.getByRole('heading', { name: 'Meine Anmeldungen' })).toBeVisible(); // this one goes on
});

test('a new password and a new return code at the desk; the old ones open nothing', async ({ laptop, siegel }) => {
  const page = laptop, words = 'vier andere worte dazu';
  await atTheDesk(page, siegel, 'ben');
  await button(page, /^Profil/).click();
  const password = page.getByRole('region', { name: 'Passwort' }), code = page.getByRole('region', { name: 'Rückkehr-Code' });
  await password.getByRole('button', { name: 'Passwort ändern' }).click();
  await password.getByLabel('Bisheriges Passwort').fill(people.ben.password);
  await password.getByLabel('Neues Passwort').fill(words);
  await password.getByRole('button', { name: 'Speichern' }).click();
  await expect(password.getByText('Ihr Passwort ist geändert.')).toBeVisible({ timeout: 30_000 });
  await code.getByRole('button', { name: 'Neuen Code zeigen' }).click();
  await code.getByLabel('Ihr Passwort').fill(people.ben.password);
  await code.getByRole('button', { name: 'Neuen Code zeigen' }).click();
  await expect(code.locator('p.fault')).toContainText('Das ist nicht Ihr Passwort.', { timeout: 30_000 });
  await code.getByLabel('Ihr Passwort').fill(words);
  await code.getByRole('button', { name: 'Neuen Code zeigen' }).click();
  await expect(page.locator('.return-code')).toBeVisible({ timeout: 30_000 });
  await look(page, 'c13-access');
  await button(page, 'Habe ich notiert').click();
  await password.getByRole('button', { name: 'Passwort ändern' }).click(); // as it was, for the journeys after this one
  await password.getByLabel('Bisheriges Passwort').fill(words);
  await password.getByLabel('Neues Passwort').fill(people.ben.password);
  await password.getByRole('button', { name: 'Speichern' }).click();
  await expect(password.getByText('Ihr Passwort ist geändert.')).toBeVisible({ timeout: 30_000 });
  await button(page, 'Abmelden').click();
  await atTheDesk(page, siegel, 'ben');
});

test('another language is spoken in place: what is open and being written stays', async ({ laptop, siegel }) => {
  const { id } = await hasWritten(siegel, 'Auf Deutsch geschrieben.', 'Sprache 6');
  await siegel.karin.take(id);
  await atTheDesk(laptop, siegel, 'karin');
  await row(laptop, 'Sprache 6').click();
  await button(laptop, 'Antworten').click();
  await laptop.getByLabel('Antwort', { exact: true }).fill('Bleibt stehen.');
  await button(laptop, 'English').click();
  await expect(laptop.getByLabel('Answer', { exact: true })).toHaveValue('Bleibt stehen.');
  await expect(letter(laptop, 'Auf Deutsch geschrieben.')).toBeVisible();
  expect(await laptop.evaluate(() => document.documentElement.lang)).toBe('en');
  await look(laptop, '44-desk-english');
});

test('two tabs: one case answered in both, closed in the other, one enquiry taken in both; nothing doubles', async ({ laptop, siegel }) => {
  const { person, id } = await hasWritten(siegel, 'Zwei Fenster, ein Fall.', 'Doppelt 7');
  const other = await laptop.context().newPage();
  for (const page of [laptop, other]) {
    await atTheDesk(page, siegel, 'karin');
    await row(page, 'Doppelt 7').click();
    await expect(letter(page, 'Zwei Fenster, ein Fall.')).toBeVisible();
  }
  // Whichever is later may find the button gone: the page has heard of the other.
  await Promise.all([laptop, other].map((page) => button(page, 'Übernehmen').click({ force: true, timeout: 5_000 }).catch(() => undefined)));
  for (const page of [laptop, other]) await expect(button(page, 'Antworten')).toBeVisible();
  await button(laptop, 'Antworten').click();
  await laptop.getByLabel('Antwort', { exact: true }).fill('Aus dem ersten Fenster.');
  await button(other, 'Antworten').click();
  await other.getByLabel('Antwort', { exact: true }).fill('Aus dem zweiten Fenster.');
  await button(laptop, 'Senden').click();
  await expect(letter(laptop, 'Aus dem ersten Fenster.')).toBeVisible();
  await button(other, 'Senden').click();
  await expect(other.getByText('Ihre letzte Antwort geht gerade erst hinaus.', { exact: false })).toBeVisible();
  await expect(other.getByLabel('Antwort', { exact: true })).toHaveValue('Aus dem zweiten Fenster.');
  await expect(letter(laptop, 'Aus dem ersten Fenster.')).not.toContainText('Geht', { timeout: 30_000 });
  await button(laptop, 'Abschließen').click();
  await laptop.getByRole('dialog').getByRole('button', { name: 'Abschließen' }).click();
  await expect(other.getByText('Dieser Fall ist abgeschlossen.', { exact: false })).toBeVisible();
  await expect(button(other, 'Senden')).toHaveCount(0);
  await button(other, 'Wieder öffnen').click();
  await expect(other.getByLabel('Antwort', { exact: true })).toHaveValue('Aus dem zweiten Fenster.');
  expect((await person.read(id)).messages.map((m) => m.text)).toEqual(['Zwei Fenster, ein Fall.', 'Aus dem ersten Fenster.']);
});

test('a link opened twice: the second tab says that it is used', async ({ laptop, siegel }) => {
  const token = await siegel.lead.invite(['counsellor', 'intake']);
  const link = `${siegel.origin}/kiz/join#i=${token}&f=${siegel.fingerprint}`;
  const other = await laptop.context().newPage();
  for (const page of [laptop, other]) {
    await page.goto(link);
    await page.getByLabel('Name', { exact: true }).fill('zweimal');
    await page.getByLabel('Passwort', { exact: true }).fill('viele worte fuer den link');
    await page.getByLabel('Name, den Ratsuchende lesen').or(page.locator('#alias')).first().fill('Frau Z.');
  }
  await laptop.locator('form button[type=submit]').click();
  await expect(laptop.locator('output')).toBeVisible({ timeout: 30_000 });
  await other.getByLabel('Name', { exact: true }).fill('zweimal-2');
  await other.locator('form button[type=submit]').click();
  await expect(other.getByRole('heading', { level: 1, name: 'Dieser Link ist schon benutzt' })).toBeVisible({ timeout: 30_000 });
});

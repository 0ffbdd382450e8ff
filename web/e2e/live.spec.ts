// An open page shows what has changed within a second, without reload, and moves nobody's focus or place (UX 5.2). The seeker's part.
import type { Page } from '@playwright/test';
import type { Person } from '../src/demo/person';
import { expect, look, test, type Siegel } from './fixtures';
import { comesBack, hasWritten } from './people';

test.use({ world: 'live' });

const answer = 'Guten Tag, hier antwortet Ihnen die Beratung.';
const box = (page: Page) => page.getByLabel('Ihre Nachricht');
const letters = (page: Page) => page.getByRole('list', { name: 'Verlauf' }).getByRole('listitem');
const streams = (siegel: Siegel) => siegel.recorder.received.filter((r) => r.url === '/api/1/events').length;

/** An enquiry that somebody has taken, and its seeker on the phone. */
async function taken(page: Page, siegel: Siegel, text: string): Promise<{ id: string; code: string; person: Person }> {
  const seeker = await hasWritten(siegel, text);
  await siegel.karin.take(seeker.id);
  await comesBack(page, siegel, seeker.code);
  await expect(letters(page)).toHaveCount(1);
  return seeker;
}

test('a held answer is not seen; once it is out it is there, announced once, and the box keeps focus and text', async ({ phone, siegel }) => {
  const { id } = await taken(phone, siegel, 'Ein Brief, der auf Antwort wartet.');
  await box(phone).fill('Ein Satz, der gerade geschrieben wird.');
  await box(phone).focus();
  const spoken = phone.getByRole('status').filter({ hasText: 'Neue Nachricht von Frau K.' });
  await phone.evaluate(() => {
    const page = window as Window & { heard?: number };
    page.heard = 0;
    const last = new Map<Element, string>();
    const watch = new MutationObserver(() => { for (const e of document.querySelectorAll('[role=status]')) if (e.textContent !== last.get(e)) { last.set(e, e.textContent ?? ''); if (e.textContent?.includes('Neue Nachricht')) page.heard = (page.heard ?? 0) + 1; } });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await siegel.karin.send(id, answer, 'de');
  await phone.waitForTimeout(3_000);
  await expect(phone.getByText(answer)).toHaveCount(0); // held
  await expect(letters(phone).filter({ hasText: answer })).toHaveCount(1, { timeout: 30_000 });
  await expect(spoken).toContainText(answer);
  await expect(letters(phone).last()).toContainText('Neu');
  await expect(phone.getByText('Sie haben eine Antwort von Frau K.')).toBeVisible();
  await expect(box(phone)).toBeFocused();
  await expect(box(phone)).toHaveValue('Ein Satz, der gerade geschrieben wird.');
  await phone.waitForTimeout(3_000); // and not a second time
  expect(await phone.evaluate(() => (window as Window & { heard?: number }).heard)).toBe(1);
  await look(phone, '60-new-message');
});

test('whoever reads further up stays there, and a button leads to what is new', async ({ phone, siegel }) => {
  test.setTimeout(180_000);
  const { id, person } = await taken(phone, siegel, 'Der erste von vielen Briefen.');
  for (let i = 0; i < 6; i++) await person.send(id, `Brief ${i}. ${'Eine Zeile, die Platz braucht. '.repeat(12)}`, 'de');
  await expect(letters(phone)).toHaveCount(7); // one's own, from another device
  await phone.evaluate(() => scrollTo(0, 300));
  const top = () => letters(phone).nth(1).evaluate((e) => Math.round(e.getBoundingClientRect().top));
  const before = await top();
  await siegel.karin.send(id, answer, 'de');
  await expect(letters(phone)).toHaveCount(8, { timeout: 30_000 });
  const button = phone.getByRole('button', { name: '1 neue Nachricht' });
  await expect(button).toBeVisible();
  expect(Math.abs(await top() - before)).toBeLessThanOrEqual(2);
  await button.click();
  await expect(letters(phone).last()).toBeInViewport();
  await expect(button).toHaveCount(0);
  // Whoever scrolls there needs no button any more.
  await phone.evaluate(() => scrollTo(0, 0));
  await siegel.karin.send(id, `Noch eine Antwort. ${'Eine Zeile, die Platz braucht. '.repeat(12)}`, 'de');
  await expect(letters(phone)).toHaveCount(9, { timeout: 30_000 });
  await expect(button).toBeVisible();
  await letters(phone).nth(4).evaluate((e) => e.scrollIntoView());
  await expect(button).toBeVisible();
  await letters(phone).last().evaluate((e) => e.scrollIntoView());
  await expect(button).toHaveCount(0);
  await phone.evaluate(() => scrollTo(0, 0));
  await siegel.karin.send(id, `Und eine dritte. ${'Eine Zeile, die Platz braucht. '.repeat(60)}`, 'de');
  await expect(button).toBeVisible({ timeout: 30_000 });
  await look(phone, '61-new-message-below');
});

test('whoever writes at the end of the page keeps the line under the eyes', async ({ phone, siegel }) => {
  const { id } = await taken(phone, siegel, `Ein Brief. ${'Eine Zeile, die Platz braucht. '.repeat(20)}`);
  await box(phone).focus();
  await box(phone).pressSequentially('Ich schreibe gerade');
  const y = () => box(phone).evaluate((e) => Math.round(e.getBoundingClientRect().top));
  const before = await y();
  await siegel.karin.send(id, `${answer} ${'Und noch eine Zeile mehr. '.repeat(20)}`, 'de');
  await expect(letters(phone)).toHaveCount(2, { timeout: 30_000 });
  await expect.poll(async () => Math.abs(await y() - before)).toBeLessThanOrEqual(2);
  await expect(box(phone)).toBeFocused();
});

test('after a lost connection the page catches up by itself', async ({ phone, siegel }) => {
  const { id, person } = await taken(phone, siegel, 'Ein Brief vor dem Funkloch.');
  await phone.context().setOffline(true);
  await person.send(id, 'Aus dem Funkloch gesehen: nichts.', 'de');
  await phone.waitForTimeout(1_500);
  await expect(letters(phone)).toHaveCount(1);
  await phone.context().setOffline(false);
  await expect(letters(phone)).toHaveCount(2, { timeout: 40_000 });
});

test('a taken enquiry, and what is new in the list', async ({ phone, siegel }) => {
  const { code, person, id } = await hasWritten(siegel, 'Noch hat diesen Brief niemand.');
  const second = await person.write({ topic: '', lang: 'de', text: 'Und diesen auch nicht.', name: 'Zwei', age: null, gender: null });
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(phone.getByRole('button', { name: 'Öffnen' })).toHaveCount(2);
  await siegel.karin.take(id);
  await siegel.karin.send(id, answer, 'de');
  await expect(phone.getByText('Neue Antwort', { exact: true })).toHaveCount(1, { timeout: 30_000 });
  await look(phone, '62-list-new');
  await siegel.karin.take(second);
  await phone.getByRole('listitem').filter({ has: phone.getByText('Neue Antwort', { exact: true }) }).getByRole('button').click();
  await expect(letters(phone).last()).toContainText('Neu');
  await phone.getByRole('button', { name: 'Zur Übersicht' }).click();
  await expect(phone.getByRole('button', { name: 'Öffnen' })).toHaveCount(2);
  await expect(phone.getByText('Neue Antwort', { exact: true })).toHaveCount(0); // read
  await phone.getByRole('listitem').filter({ hasText: 'Noch keine neue Antwort' }).getByRole('button').click();
  await expect(phone.getByText('Frau K. liest und beantwortet Ihre Nachrichten.')).toBeVisible();
});

test('one stream per browser: both tabs hear, and when the listening one is closed the other goes on', async ({ phone, siegel }) => {
  const { id, code, person } = await taken(phone, siegel, 'Ein Brief in zwei Tabs.');
  const second = await phone.context().newPage();
  await comesBack(second, siegel, code);
  await phone.waitForTimeout(1_000);
  const before = streams(siegel);
  await person.send(id, 'Für beide Tabs.', 'de');
  for (const page of [phone, second]) await expect(letters(page)).toHaveCount(2);
  expect(streams(siegel)).toBe(before);
  await phone.close();
  await expect.poll(() => streams(siegel)).toBe(before + 1);
  await person.send(id, 'Für den, der übrig ist.', 'de');
  await expect(letters(second)).toHaveCount(3);
});

test('a case of a thousand messages opens with its newest fifty; older ones come on request, and writing goes on', async ({ phone, clocked }) => {
  test.setTimeout(300_000);
  clocked.set(new Date().toISOString());
  const { code, person, id } = await hasWritten(clocked, 'Brief 1');
  await person.read(id);
  for (let n = 2; n <= 1_000; n++) {
    if (n % 25 === 0) clocked.set(new Date(clocked.now() + 11 * 60_000).toISOString()); // thirty in ten minutes are allowed
    const message = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
    const body = await person.ask('message', { case: id, id: message, text: `Brief ${n}`, lang: 'de', kind: 'message' });
    const { order, time } = await person.call<{ order: number; time: number }>('POST', `cases/${id}/messages`, body);
    await person.ask('sent', { case: id, message: { ...body, order, time, author: person.uid, held_until: null } });
  }
  await comesBack(phone, clocked, code);
  await expect(letters(phone)).toHaveCount(50);
  await expect(phone.getByText('Brief 1000', { exact: true })).toBeAttached();
  await expect(phone.getByText('Brief 950', { exact: true })).toHaveCount(0);
  await phone.getByRole('button', { name: 'Ältere Nachrichten' }).click();
  await expect(letters(phone)).toHaveCount(100);
  await expect(phone.getByText('Brief 901', { exact: true })).toBeAttached();
  await box(phone).fill('Brief 1001');
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(letters(phone)).toHaveCount(101);
  await expect(phone.getByText(/kann gerade nicht geöffnet werden|fehlt eine/)).toHaveCount(0);
});

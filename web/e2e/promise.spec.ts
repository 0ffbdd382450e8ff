// By when an answer comes: the same moment on the start page, in the confirmation, in the list and in the case, and the truth when it has passed
// (UX check 14). And what the agency may ask. The server's clock is set by the journey.
import type { Page } from '@playwright/test';
import { expect, look, test, type Clocked } from './fixtures';
import { arrived, comesBack, hasWritten, writesFirst } from './people';

const text = 'Seilerin Ottilie zählt am Pfingstsamstag die Knoten im Hafentau.';
const due = 'Mittwoch, 27. Mai, 18 Uhr';

/** The page's calendar goes with the server's, from its next document on. (Playwright's own clock would take the kind of navigation away, by which a reload is known.) */
async function at(page: Page, clocked: Clocked, moment: string): Promise<void> {
  clocked.set(moment);
  await page.addInitScript((ahead) => {
    const world = globalThis as unknown as { Date: DateConstructor; real?: DateConstructor }, Real = world.real ??= Date;
    world.Date = class extends Real {
      constructor(...given: [number]) { super(...(given.length ? given : [Real.now() + ahead] as [number])); }
      static override now(): number { return Real.now() + ahead; }
    } as DateConstructor;
  }, Date.parse(moment) - Date.now());
}

test('14: two working days over Whit Monday: start page, confirmation and case say the same, and still do the next day', async ({ phone, clocked }) => {
  await at(phone, clocked, '2026-05-22T10:00:00+02:00');
  await phone.goto(`${clocked.origin}/kiz`);
  await expect(phone.getByText(due).first()).toBeVisible();
  await look(phone, '40-promise-start');
  await writesFirst(phone, clocked, text, 'Ottilie 14', 'knoten im alten hafentau');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByText(`Sie bekommen bis ${due} eine Antwort.`)).toBeVisible();
  await expect(phone.getByText(`${new URL(clocked.origin).host}/kiz`)).toBeVisible();
  await expect(phone.locator('.banner')).toHaveCount(0); // the agency erases (docs/decisions/0042)
  await look(phone, '41-promise-sent');
  const code = (await phone.locator('output').innerText()).replace(/[^0-9A-Z]/g, '');
  await phone.reload();
  await expect(phone.getByText(`Sie bekommen bis ${due} eine Antwort.`)).toBeVisible();
  expect((await phone.locator('body').innerText()).replace(/[^0-9A-Z]/g, '')).not.toContain(code);
  await phone.getByRole('button', { name: 'Meine Nachrichten' }).click();
  await expect(phone.getByText(`Bis ${due} antwortet Ihnen das Team.`)).toBeVisible();
  await look(phone, '42-promise-case');

  await at(phone, clocked, '2026-05-23T11:00:00+02:00');
  await phone.goto('about:blank');
  await comesBack(phone, clocked, code);
  await expect(phone.getByText(`Bis ${due} antwortet Ihnen das Team.`)).toBeVisible();
});

test('a promise that was missed: an honest line, the old date and the new one', async ({ phone, clocked }) => {
  clocked.set('2026-05-22T10:00:00+02:00');
  const { code, person } = await hasWritten(clocked, text);
  await person.write({ topic: '', lang: 'de', text: 'Noch ein Brief von Ottilie.', name: 'Zwei', age: null, gender: null });
  await at(phone, clocked, '2026-05-27T18:30:00+02:00');
  await phone.goto(`${clocked.origin}/kiz/sign-in`);
  await phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await phone.getByLabel('Rückkehr-Code').fill(code);
  await phone.getByRole('button', { name: 'Anmelden', exact: true }).click();
  const line = phone.getByText('Wir haben es bis heute 18 Uhr nicht geschafft. Neuer Zeitpunkt: Donnerstag, 28. Mai');
  await expect(line.first()).toBeVisible();
  await expect(line).toHaveCount(2);
  await look(phone, '43-promise-missed-list');
  await phone.getByRole('button', { name: 'Öffnen' }).first().click();
  await expect(line).toBeVisible();
  await expect(phone.getByText('Die Leitung weiß Bescheid.')).toBeVisible();
  await look(phone, '44-promise-missed');
});

test('an answer clears the promise, and who answers is said by the name the team chose', async ({ phone, clocked }) => {
  clocked.set('2026-05-22T10:00:00+02:00');
  const { code, id } = await hasWritten(clocked, text);
  await clocked.karin.signIn('karin', 'noch vier worte dazu');
  await clocked.karin.take(id);
  await at(phone, clocked, '2026-05-22T10:01:00+02:00');
  await comesBack(phone, clocked, code);
  await expect(phone.getByText('Frau K. liest und beantwortet Ihre Nachrichten.')).toBeVisible();
  await expect(phone.getByText(`Bis ${due} antwortet Ihnen das Team.`)).toBeVisible();
  await look(phone, '45-promise-who');
  await clocked.karin.send(id, 'Guten Tag, ich bin für Sie da.', 'de');
  clocked.set('2026-05-22T10:02:00+02:00'); // what was held is out
  await expect(phone.getByText('Sie haben eine Antwort von Frau K.')).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByText(due)).toHaveCount(0);
});

test('questions of the agency: voluntary, each with its reason, and only the agency reads the answers', async ({ phone, clocked }) => {
  clocked.set('2026-05-22T10:00:00+02:00');
  await phone.goto(`${clocked.origin}/kiz/write`);
  await phone.getByLabel('Ihre Nachricht').fill(text);
  await phone.getByText('Mehr angeben (freiwillig)').click();
  const question = phone.getByLabel(/Haben Sie schon einmal Hilfe gesucht/);
  await question.fill('Ja, vor zwei Jahren in Mottenburg.');
  await expect(phone.getByLabel(/In welcher Gegend leben Sie/)).toBeVisible();
  await expect(phone.getByText('freiwillig').first()).toBeVisible();
  await phone.getByText('Warum fragen wir das?').nth(1).click();
  await expect(phone.getByText('Dann fangen wir nicht wieder von vorne an.')).toBeVisible();
  await look(phone, '46-questions');
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByLabel('Name', { exact: true }).fill('Ottilie 46');
  await phone.getByLabel('Passwort', { exact: true }).fill('knoten im neuen hafentau');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await clocked.karin.signIn('karin', 'noch vier worte dazu');
  const { rows } = await clocked.karin.call<{ rows: { id: string; state: string }[] }>('GET', 'desk');
  const profiles = [];
  for (const row of rows) if (row.state === 'open') profiles.push((await clocked.karin.peek(row.id)).profile);
  expect(profiles.find((p) => p.name === 'Ottilie 46')?.answers).toEqual([{ q: 'Haben Sie schon einmal Hilfe gesucht?', a: 'Ja, vor zwei Jahren in Mottenburg.' }]);
});

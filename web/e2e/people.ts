// What people do again and again in the journeys.
import { expect, type Page } from '@playwright/test';
import type { Row } from '../src/crypto/wire';
import { Person } from '../src/demo/person';
import { people, type Siegel } from './fixtures';

let counter = 0;

/** A seeker who has written already, without a browser. `text` is the first letter. */
export async function hasWritten(siegel: Siegel, text: string, name = `Probe ${++counter}`): Promise<{ person: Person; code: string; id: string }> {
  const person = new Person(siegel.origin, 'kiz', 'seeker');
  const code = await person.register(null, null, 'de');
  const id = await person.write({ topic: '', lang: 'de', text, name, age: null, gender: null });
  return { person, code, id };
}

/** Signs a seeker in on this page, by return code: quick, and the same session as any other. */
export async function comesBack(page: Page, siegel: Siegel, code: string): Promise<void> {
  await page.goto(`${siegel.origin}/kiz/sign-in`);
  await page.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await page.getByLabel('Rückkehr-Code').fill(code);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page.getByLabel('Ihre Nachricht')).toBeVisible();
}

/** Signs a seeker out, and waits until the page has been replaced: whoever goes elsewhere before that is brought back. */
export async function signsOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Abmelden', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sie sind abgemeldet' })).toBeVisible();
}

/** Signs staff in at the desk. */
export async function atTheDesk(page: Page, siegel: Siegel, who: keyof typeof people): Promise<void> {
  await page.goto(`${siegel.origin}/kiz/desk`);
  await page.getByLabel('Name', { exact: true }).fill(people[who].name);
  await page.getByLabel('Passwort', { exact: true }).fill(people[who].password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Abmelden' })).toBeVisible({ timeout: 30_000 });
}

/** From the agency's page to the sent letter, as the person sees it. */
export async function writesFirst(page: Page, siegel: Siegel, text: string, name: string, password: string): Promise<void> {
  await page.goto(`${siegel.origin}/kiz`);
  await page.getByRole('link', { name: 'Jetzt schreiben' }).click();
  await page.getByRole('link', { name: 'Weiter' }).click();
  await page.getByLabel('Ihre Nachricht').fill(text);
  await page.getByRole('button', { name: 'Weiter', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
}

export const arrived = (page: Page) => page.getByRole('heading', { level: 1, name: 'Ihre Nachricht ist angekommen' });

/** The next time that a page tells the server where it is, which is where a reload leads; asked for before the click. */
export async function tellsWhere(page: Page): Promise<void> {
  const told = await page.waitForRequest((r) => r.method() === 'PUT' && r.url().includes('/session/tabs/'));
  expect((await told.response())?.ok()).toBe(true);
}

/** Sets the running clock of a page on, so that `left` ms remain until `ends`, however long it took to get here. */
export async function almost(page: Page, ends: number, left: number): Promise<void> {
  await page.clock.fastForward(ends - left - await page.evaluate(() => Date.now()));
}

/** Dates as the server might have promised them, by the order of the rows: the real ones lie days ahead. */
export function promises(siegel: Siegel, shape: (row: Row, i: number, now: number) => Partial<Row>): void {
  siegel.recorder.change = (url, body) => {
    if (!/\/api\/1\/(desk|overview)$/.test(url)) return body;
    const answer = JSON.parse(body) as { rows: Row[]; now: number };
    return JSON.stringify({ ...answer, rows: answer.rows.map((r, i) => ({ ...r, ...shape(r, i, answer.now) })) });
  };
}

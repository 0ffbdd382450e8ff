// What every scene is made of: how it is described, and what a person does on a page, which ends early where the page has stopped with its own words.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Stage } from './attack';
import type { Case } from './people';
import type { World } from './world';

/** What a scene has prepared. */
export interface Prepared { case: Case | null; link: string }

export interface Scene {
  desk: boolean;
  /** What was prepared under this name serves the next attack as well, if nothing has altered it. */
  shared?: string;
  prepare(world: World): Promise<Prepared>;
  /** On the page, before the attack begins. */
  open(stage: Stage): Promise<void>;
  /** What the person does then. Ends early where the page does not go on. */
  act(stage: Stage): Promise<void>;
  /** What stands there at the end when all is well. */
  good(stage: Stage): Promise<void>;
  /** Everything secret that was typed or is shown in it. */
  secrets(stage: Stage): string[];
  /** What it leaves to be done in the world, so that no later scene meets it. */
  after?(world: World): Promise<void>;
  /** What it takes so long to prepare that only the long form plays it. */
  long?: boolean;
}

/** The page does not go on: it has stopped with its own words. */
export class Stopped extends Error {}

const stoppedAt = (page: Page): Locator => page.locator('.notice.danger, .notice.warn:has(#failure-title)').or(page.getByText('Diese Antwort passt nicht zu Ihrer Einladung')).first();

/** The next thing to press or fill; Stopped if the page shows a failure in its place. */
export async function next(page: Page, wanted: Locator): Promise<Locator> {
  await wanted.or(stoppedAt(page)).first().waitFor();
  if (!(await wanted.isVisible())) throw new Stopped();
  return wanted;
}

export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' }).first();
export const press = async (page: Page, name: string | RegExp): Promise<void> => (await next(page, button(page, name))).click();
export const fill = async (page: Page, label: string, text: string): Promise<void> => (await next(page, page.getByLabel(label, { exact: true }))).fill(text);
export const shows = (page: Page, text: string): Promise<void> => expect(page.getByText(text).first()).toBeVisible();
export const listed = (page: Page, text: string): Locator => page.getByRole('listitem').filter({ hasText: text });

export async function byCode(page: Page, address: string, label: string, code: string): Promise<void> {
  await page.goto(address);
  await press(page, 'Mit Rückkehr-Code anmelden');
  await fill(page, label, code);
  await press(page, 'Anmelden');
}

// Scenes around one's own access: the password is forgotten or changed, somebody knows the code, an address for notices is left.
import { expect, type Page } from '@playwright/test';
import { Person } from '../../src/demo/person';
import type { Stage } from './attack';
import { Keys } from './keys';
import { answered, comesBack, seekerDoor, seekerSecrets, seesAnswer, typed } from './people';
import { button, fill, next, press, type Prepared, type Scene } from './steps';
import type { World } from './world';

export const fresh = 'Zimtquitte Farnwedel Jurte Blaukraut', address = 'Xylograph.Quarzuhr@jodlerhaus.example';
let counter = 0;

/** Somebody with name, password and code who has written one letter. */
async function withPassword(world: World): Promise<Prepared> {
  const person = new Person(world.origin, 'kiz', 'seeker'), name = `wanderer-${++counter}`, code = await person.register(name, typed.password, 'de');
  const id = await person.write({ topic: '', lang: 'de', text: typed.first, name, age: null, gender: null });
  return { case: { id, name, code, seeker: new Keys(person, 'seeker', code), karin: world.karin.keys }, link: '' };
}

const bare = (code: string): string => code.replace(/-/g, '');
const codeShown = (page: Page) => page.locator('.return-code');
const inside = (page: Page) => expect(page.getByLabel('Ihre Nachricht')).toBeVisible();

async function toSettings(stage: Stage): Promise<void> {
  await comesBack(stage);
  await inside(stage.page);
  await press(stage.page, 'Ihr Zugang');
  await expect(stage.page.getByRole('heading', { level: 1, name: 'Ihr Zugang' })).toBeVisible();
}

async function recovers(stage: Stage): Promise<void> {
  const { page } = stage;
  await page.goto(seekerDoor(stage));
  await page.getByText('Zugang verloren?').click();
  await press(page, 'Neues Passwort mit Rückkehr-Code');
  await fill(page, 'Rückkehr-Code', stage.case.code);
  await press(page, 'Weiter');
  await fill(page, 'Neues Passwort', fresh);
  await press(page, 'Passwort festlegen');
}

async function changes({ page }: Stage): Promise<void> {
  await press(page, 'Passwort ändern');
  await fill(page, 'Bisheriges Passwort', typed.password);
  await fill(page, 'Neues Passwort', fresh);
  await page.getByRole('region', { name: 'Passwort', exact: true }).getByRole('button', { name: 'Speichern' }).click();
}

/** From "somebody knows my code" to the letters as they are then. */
async function renewsAll({ page, case: { code } }: Stage): Promise<void> {
  await press(page, 'Alles neu verschließen');
  await fill(page, 'Ihr bisheriger Rückkehr-Code', code);
  await press(page, 'Jetzt neu verschließen');
  await next(page, codeShown(page));
  await press(page, 'Habe ich notiert');
  await press(page, 'Zu meinen Nachrichten');
}

export const accountScenes: Record<'recover' | 'new-password' | 'alarm' | 'notice', Scene> = {
  recover: {
    desk: false, shared: 'password', prepare: withPassword, open: async () => undefined, act: recovers, good: ({ page }) => expect(codeShown(page)).toBeVisible(),
    secrets: ({ case: { code } }) => [typed.password, fresh, typed.first, bare(code)],
  },
  'new-password': {
    desk: false, shared: 'password', prepare: withPassword, open: toSettings, act: changes, good: ({ page }) => expect(page.getByText('Ihr Passwort ist geändert.').first()).toBeVisible(), long: true,
    secrets: ({ case: { code } }) => [typed.password, fresh, typed.first, bare(code)],
  },
  alarm: { desk: false, shared: 'answered', prepare: answered, open: toSettings, act: renewsAll, good: seesAnswer, secrets: seekerSecrets },
  notice: {
    desk: false, shared: 'answered', prepare: answered, open: async () => undefined, long: true,
    act: async (stage) => { await toSettings(stage); await (await next(stage.page, stage.page.getByLabel(/^E-Mail-Adresse/))).fill(address); await press(stage.page, 'Code schicken'); },
    good: ({ page }) => expect(page.getByLabel('Code aus der E-Mail')).toBeVisible(), secrets: (stage) => [address, ...seekerSecrets(stage)],
  },
};

/** The server names another key of the notifier's, from the first page on. */
export function noticeTo({ proxy }: Stage, recipient: string): void {
  proxy.swap<{ notices: { recipient: string } }>('GET agencies/{}', ({ notices }) => { notices.recipient = recipient; });
}

/** What goes out before somebody leaves an address. */
export const settling = ['POST auth/login', 'PUT session/tabs/{}', 'PUT me/vault'];

/** The same press once more, when the server has become honest. */
export const again = async (page: Page, name: string): Promise<void> => { await button(page, name).click(); };

// The scenes in which the attacks are played: what is prepared, what the person does, and how it ends when nobody attacks.
import { expect, type Locator, type Page } from '@playwright/test';
import { Person } from '../../src/demo/person';
import { accountScenes } from './account';
import type { SceneName, Stage } from './attack';
import { endingScenes } from './ending';
import { fileScenes } from './file';
import { answered, comesBack, nothing, seekerDoor, seekerSecrets, seesAnswer, typed, withCase } from './people';
import { recordScenes } from './record';
import { rekeyScenes } from './rekey';
import { shelfScenes } from './shelf';
import { button, byCode, fill, listed, next, press, shows, type Prepared, type Scene } from './steps';
import type { World } from './world';

let counter = 0;

async function writesFirst(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await fill(page, 'Ihre Nachricht', typed.letter);
  await press(page, 'Weiter');
  await press(page, 'Ohne Passwort, nur mit Rückkehr-Code');
  await (await next(page, page.locator('#name'))).fill(typed.nickname);
  await press(page, 'Nachricht senden');
}

async function byName(page: Page, address: string, name: string, password: string): Promise<void> {
  await page.goto(address);
  await fill(page, 'Name', name);
  await fill(page, 'Passwort', password);
  await press(page, 'Anmelden');
}

const desk = ({ world }: Stage): string => `${world.origin}/kiz/desk`;
const atDesk = async (stage: Stage, who: 'karin' | 'lead' = 'karin'): Promise<void> => { await byCode(stage.page, desk(stage), 'Rückkehr-Code', stage.world[who].code); await seesToday(stage); };
const seesToday = ({ page }: Stage): Promise<void> => expect(page.getByRole('heading', { level: 1, name: 'Heute' })).toBeVisible();

/** The desk shows fifty rows at first, and the world has more cases than that in the end. */
async function opens({ page, case: { name } }: Stage): Promise<void> {
  await next(page, page.locator('[data-row]').first());
  const more = page.locator('.more-rows button');
  if (await more.count() > 0) await more.last().click();
  await (await next(page, page.getByText(name, { exact: true }).first())).click();
}

const deskSecrets = (stage: Stage): string[] => [typed.first, typed.answer, typed.reply, stage.world.karin.code.replace(/-/g, '')];

const arrives = ({ page }: Stage): Promise<void> => expect(page.getByRole('heading', { level: 1, name: 'Ihre Nachricht ist angekommen' })).toBeVisible();
const firstSecrets = (): string[] => [typed.letter, typed.nickname];

let named: Promise<unknown> | null = null; // one account by name for all: nothing in the scene changes it but its vault

async function withName(world: World): Promise<Prepared> {
  named ??= (async () => {
    const person = new Person(world.origin, 'kiz', 'seeker');
    await person.register(typed.name, typed.password, 'de');
    return person.write({ topic: '', lang: 'de', text: typed.first, name: typed.name, age: null, gender: null });
  })();
  await named;
  return { case: null, link: '' };
}

const invited = async (world: World, joined: boolean): Promise<Prepared> => {
  const token = await world.lead.person.invite(['counsellor', 'intake']), link = `${world.origin}/kiz/join#i=${token}&f=${world.fingerprint}`;
  if (joined) await new Person(world.origin, 'kiz', 'staff').join('join', token, world.fingerprint, `neu-${++counter}`, typed.staff, `Herr ${counter}`, 'de');
  return { case: null, link: joined ? `Herr ${counter}` : link };
};

async function makesAccess(page: Page, address: string, name: string): Promise<void> {
  await page.goto(address);
  await (await next(page, page.getByLabel('Name', { exact: true }))).fill(name);
  await fill(page, 'Passwort', typed.staff);
  await (await next(page, page.getByLabel(/Anzeigename/))).fill('Herr M.');
  await press(page, /^(Weiter|Beitreten)/);
}

const sheetAsk = (page: Page): Locator => page.getByLabel(/Gruppe aus/);

async function typesBack(page: Page): Promise<void> {
  await next(page, sheetAsk(page));
  const words = await page.locator('label').filter({ hasText: /Gruppe aus/ }).innerText();
  const [, first, second, line] = /(\d+)\. und (\d+)\. Gruppe aus „(.+)“/.exec(words) ?? [];
  const groups = (await page.locator('dt').filter({ hasText: line ?? '?' }).locator('xpath=following-sibling::dd').locator('span').allInnerTexts()).map((g) => g.trim());
  await sheetAsk(page).fill(`${groups[Number(first) - 1]} ${groups[Number(second) - 1]}`);
  await press(page, 'Blatt bestätigen');
}

const none = async (): Promise<void> => undefined;

export const scenes: Record<SceneName, Scene> = {
  'first-letter': { desk: false, prepare: nothing, open: none, act: ({ page, world }) => writesFirst(page, `${world.origin}/kiz/write#f=${world.fingerprint}`), good: arrives, secrets: firstSecrets },
  'first-visit': { desk: false, prepare: nothing, open: none, act: ({ page, world }) => writesFirst(page, `${world.origin}/kiz/write`), good: arrives, secrets: firstSecrets },
  'back-by-code': { desk: false, shared: 'answered', prepare: answered, open: none, act: comesBack, good: seesAnswer, secrets: seekerSecrets },
  'back-by-name': {
    desk: false, prepare: withName, open: none, act: (stage) => byName(stage.page, seekerDoor(stage), typed.name, typed.password), good: async ({ page }) => { await expect(listed(page, typed.first)).toBeVisible(); },
    secrets: () => [typed.password, typed.first],
  },
  'case-open': {
    desk: false, shared: 'answered', prepare: answered, open: async (stage) => { await comesBack(stage); await seesAnswer(stage); },
    act: async ({ page }) => {
      await press(page, 'Nach neuen Nachrichten sehen');
      await fill(page, 'Ihre Nachricht', typed.further);
      await press(page, 'Senden');
    },
    good: async ({ page }) => { await expect(listed(page, typed.further)).toBeVisible(); }, secrets: seekerSecrets,
  },
  reload: {
    desk: false, shared: 'answered', prepare: answered, open: async (stage) => { await comesBack(stage); await seesAnswer(stage); await kept(stage); }, act: async ({ page }) => { await page.reload(); },
    good: seesAnswer, secrets: seekerSecrets,
  },
  'desk-by-code': { desk: true, prepare: nothing, open: none, act: (stage) => byCode(stage.page, desk(stage), 'Rückkehr-Code', stage.world.karin.code), good: seesToday, secrets: (s) => [s.world.karin.code.replace(/-/g, '')] },
  'desk-by-name': { desk: true, prepare: nothing, open: none, act: (stage) => byName(stage.page, desk(stage), stage.world.karin.name, stage.world.karin.password), good: seesToday, secrets: (s) => [s.world.karin.password] },
  'desk-pool': { desk: true, shared: 'pool', prepare: withCase(false), open: atDesk, act: opens, good: ({ page }) => shows(page, typed.first), secrets: deskSecrets },
  'desk-take': {
    desk: true, shared: 'pool', prepare: withCase(false), open: async (stage) => { await atDesk(stage); await opens(stage); await shows(stage.page, typed.first); }, act: ({ page }) => press(page, 'Übernehmen'),
    good: ({ page }) => expect(button(page, 'Antworten')).toBeVisible(), secrets: deskSecrets,
  },
  'desk-case': { desk: true, shared: 'answered', prepare: answered, open: atDesk, act: opens, good: ({ page }) => expect(listed(page, typed.answer)).toBeVisible(), secrets: deskSecrets },
  'desk-answer': {
    desk: true, shared: 'answered', prepare: answered, open: async (stage) => { await atDesk(stage); await opens(stage); await shows(stage.page, typed.answer); },
    act: async ({ page }) => { await press(page, 'Antworten'); await fill(page, 'Antwort', typed.reply); await press(page, 'Senden'); },
    good: ({ page }) => expect(listed(page, typed.reply)).toBeVisible(), secrets: deskSecrets,
  },
  'desk-reload': { desk: true, prepare: nothing, open: async (stage) => { await atDesk(stage); await kept(stage); }, act: async ({ page }) => { await page.reload(); }, good: seesToday, secrets: (s) => [s.world.karin.code.replace(/-/g, '')] },
  admit: {
    desk: true, shared: 'waiting', prepare: (world) => invited(world, true),
    open: (stage) => atDesk(stage, 'lead'),
    act: async ({ page, link }) => {
      await page.getByRole('button', { name: 'Team' }).or(page.getByRole('link', { name: 'Team' })).first().click();
      await (await next(page, page.getByRole('listitem').filter({ hasText: link }).getByRole('button', { name: 'Aufnehmen' }))).click();
    },
    good: ({ page, link }) => shows(page, `${link} gehört jetzt zum Team.`), secrets: (s) => [typed.staff, s.world.lead.code.replace(/-/g, '')],
  },
  join: {
    desk: true, prepare: (world) => invited(world, false), open: none, act: ({ page, link }) => makesAccess(page, link, `müller-${++counter}`),
    good: ({ page }) => expect(page.getByText(/Leitung/).first()).toBeVisible(), secrets: () => [typed.staff],
  },
  'set-up': {
    desk: true, prepare: async (world) => { const { short, token } = await world.blank(); return { case: null, link: `${world.origin}/${short}/setup#t=${token}` }; }, open: none,
    act: async ({ page, link }) => {
      await makesAccess(page, link, 'gründung');
      await press(page, /notiert|Weiter/);
      await press(page, /alle stimmen/);
      await page.getByRole('radio', { name: /Löschen/ }).check();
      await press(page, /^Weiter$/);
      await typesBack(page);
    },
    good: ({ page }) => expect(page.getByText(/#f=[0-9A-Z]{26}/).first()).toBeVisible(), secrets: () => [typed.staff],
  },
  ...accountScenes, ...fileScenes, ...endingScenes, ...shelfScenes, ...rekeyScenes, ...recordScenes,
};

/** What a reload needs lies at the server. */
async function kept({ page, proxy }: Stage): Promise<void> {
  await expect.poll(() => proxy.calls('PUT session/tabs/{}').length).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(1);
}

// The scenes in which the attacks are played: what is prepared, what the person does, and how it ends when nobody attacks.
import { expect, type Locator, type Page } from '@playwright/test';
import { Person } from '../../src/demo/person';
import type { SceneName, Stage } from './attack';
import { Keys } from './keys';
import type { World } from './world';

/** What people type. None of it may leave the browser readable; nothing of it stands in the catalogues. */
export const typed = {
  letter: 'Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich, murmelte das Känguru.', nickname: 'Quittenjockel Siebzig',
  further: 'Vogel Quax zwickt Johnys Pferd Bim, und niemand im Dorf weiß davon.', name: 'bramarbas-41', password: 'Bratapfel Yukka Wolkenzimt Hufeisen',
  first: 'Polyfon zwitschernd aßen Mäxchens Vögel Rüben, Joghurt und Quark am Zaun.', answer: 'Falsches Üben von Xylophonmusik quält jeden größeren Zwerg in Jevenstedt.',
  reply: 'Jeder wackere Bayer vertilgt bequem zwo Pfund Kalbshaxen, schrieb sie zurück.', staff: 'neue worte hinter dem alten wehr',
};

/** A case with its people's real keys: the letter `typed.first`, and in all scenes but the pool's an answer by Karin, `typed.answer`. */
export interface Case { id: string; name: string; seeker: Keys; code: string; karin: Keys }

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
}

/** The page does not go on: it has stopped with its own words. */
export class Stopped extends Error {}

const stoppedAt = (page: Page): Locator => page.locator('.notice.danger, .notice.warn:has(#failure-title)').or(page.getByText('Diese Antwort passt nicht zu Ihrer Einladung')).first();

/** The next thing to press or fill; Stopped if the page shows a failure in its place. */
async function next(page: Page, wanted: Locator): Promise<Locator> {
  await wanted.or(stoppedAt(page)).first().waitFor();
  if (!(await wanted.isVisible())) throw new Stopped();
  return wanted;
}

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' }).first();
const press = async (page: Page, name: string | RegExp): Promise<void> => (await next(page, button(page, name))).click();
const fill = async (page: Page, label: string, text: string): Promise<void> => (await next(page, page.getByLabel(label, { exact: true }))).fill(text);
const shows = (page: Page, text: string): Promise<void> => expect(page.getByText(text).first()).toBeVisible();
const listed = (page: Page, text: string): Locator => page.getByRole('listitem').filter({ hasText: text });

let counter = 0;

/** A seeker by return code who has written; `answered`: taken over and answered by Karin. */
async function written(world: World, answered: boolean): Promise<Case> {
  const person = new Person(world.origin, 'kiz', 'seeker'), code = await person.register(null, null, 'de'), name = `Sturm ${++counter}`;
  const id = await person.write({ topic: '', lang: 'de', text: typed.first, name, age: null, gender: null });
  if (answered) {
    await world.karin.person.take(id);
    await world.karin.person.send(id, typed.answer, 'de');
    await world.karin.person.letOut(id);
    await person.read(id);
  }
  return { id, name, code, seeker: new Keys(person, 'seeker', code), karin: world.karin.keys };
}

const nothing = async (): Promise<Prepared> => ({ case: null, link: '' });
const withCase = (answered: boolean) => async (world: World): Promise<Prepared> => ({ case: await written(world, answered), link: '' });

async function writesFirst(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await fill(page, 'Ihre Nachricht', typed.letter);
  await press(page, 'Weiter');
  await press(page, 'Ohne Passwort, nur mit Rückkehr-Code');
  await (await next(page, page.locator('#name'))).fill(typed.nickname);
  await press(page, 'Nachricht senden');
}

async function byCode(page: Page, address: string, label: string, code: string): Promise<void> {
  await page.goto(address);
  await press(page, 'Mit Rückkehr-Code anmelden');
  await fill(page, label, code);
  await press(page, 'Anmelden');
}

async function byName(page: Page, address: string, name: string, password: string): Promise<void> {
  await page.goto(address);
  await fill(page, 'Name', name);
  await fill(page, 'Passwort', password);
  await press(page, 'Anmelden');
}

const seekerDoor = ({ world }: Stage): string => `${world.origin}/kiz/sign-in`;
const desk = ({ world }: Stage): string => `${world.origin}/kiz/desk`;
const comesBack = (stage: Stage): Promise<void> => byCode(stage.page, seekerDoor(stage), 'Rückkehr-Code', stage.case.code);
const seesAnswer = async ({ page }: Stage): Promise<void> => { await expect(listed(page, typed.answer)).toBeVisible(); await expect(page.getByLabel('Ihre Nachricht')).toBeVisible(); };
const atDesk = async (stage: Stage, who: 'karin' | 'lead' = 'karin'): Promise<void> => { await byCode(stage.page, desk(stage), 'Rückkehr-Code', stage.world[who].code); await seesToday(stage); };
const seesToday = ({ page }: Stage): Promise<void> => expect(page.getByRole('heading', { level: 1, name: 'Heute' })).toBeVisible();
const opens = async (stage: Stage): Promise<void> => (await next(stage.page, stage.page.getByText(stage.case.name, { exact: true }).first())).click();

const code28 = (stage: Stage): string => stage.case.code.replace(/-/g, '');
const seekerSecrets = (stage: Stage): string[] => [typed.first, typed.answer, typed.further, code28(stage)];
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
  'back-by-code': { desk: false, shared: 'answered', prepare: withCase(true), open: none, act: comesBack, good: seesAnswer, secrets: seekerSecrets },
  'back-by-name': {
    desk: false, prepare: withName, open: none, act: (stage) => byName(stage.page, seekerDoor(stage), typed.name, typed.password), good: async ({ page }) => { await expect(listed(page, typed.first)).toBeVisible(); },
    secrets: () => [typed.password, typed.first],
  },
  'case-open': {
    desk: false, shared: 'answered', prepare: withCase(true), open: async (stage) => { await comesBack(stage); await seesAnswer(stage); },
    act: async ({ page }) => {
      await press(page, 'Nach neuen Nachrichten sehen');
      await fill(page, 'Ihre Nachricht', typed.further);
      await press(page, 'Senden');
    },
    good: async ({ page }) => { await expect(listed(page, typed.further)).toBeVisible(); }, secrets: seekerSecrets,
  },
  reload: {
    desk: false, shared: 'answered', prepare: withCase(true), open: async (stage) => { await comesBack(stage); await seesAnswer(stage); await kept(stage); }, act: async ({ page }) => { await page.reload(); },
    good: seesAnswer, secrets: seekerSecrets,
  },
  'desk-by-code': { desk: true, prepare: nothing, open: none, act: (stage) => byCode(stage.page, desk(stage), 'Rückkehr-Code', stage.world.karin.code), good: seesToday, secrets: (s) => [s.world.karin.code.replace(/-/g, '')] },
  'desk-by-name': { desk: true, prepare: nothing, open: none, act: (stage) => byName(stage.page, desk(stage), stage.world.karin.name, stage.world.karin.password), good: seesToday, secrets: (s) => [s.world.karin.password] },
  'desk-pool': { desk: true, shared: 'pool', prepare: withCase(false), open: atDesk, act: opens, good: ({ page }) => shows(page, typed.first), secrets: deskSecrets },
  'desk-take': {
    desk: true, shared: 'pool', prepare: withCase(false), open: async (stage) => { await atDesk(stage); await opens(stage); await shows(stage.page, typed.first); }, act: ({ page }) => press(page, 'Übernehmen'),
    good: ({ page }) => expect(button(page, 'Antworten')).toBeVisible(), secrets: deskSecrets,
  },
  'desk-case': { desk: true, shared: 'answered', prepare: withCase(true), open: atDesk, act: opens, good: ({ page }) => expect(listed(page, typed.answer)).toBeVisible(), secrets: deskSecrets },
  'desk-answer': {
    desk: true, shared: 'answered', prepare: withCase(true), open: async (stage) => { await atDesk(stage); await opens(stage); await shows(stage.page, typed.answer); },
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
};

/** What a reload needs lies at the server. */
async function kept({ page, proxy }: Stage): Promise<void> {
  await expect.poll(() => proxy.calls('PUT session/tabs/{}').length).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(1);
}

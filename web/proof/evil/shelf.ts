// Scenes at the archive: an agency that has to document, two sealed cases, and the lead who holds the archive's key.
import { expect, type Page } from '@playwright/test';
import { recipient } from '../../src/crypto/age';
import { unb64 } from '../../src/crypto/bytes';
import { makeGrant, peekGrant, type CaseGrant } from '../../src/crypto/grant';
import type { Case, Grant, Message, Preview } from '../../src/crypto/wire';
import { Person } from '../../src/demo/person';
import type { Attack, Stage } from './attack';
import { proof } from './ending';
import { Keys } from './keys';
import { typed } from './people';
import { byCode, next, press, type Prepared, type Scene } from './steps';
import { emergency, phone, type Staff, type World } from './world';

/** What opening a sealed case brings. */
export interface Stretch { case: Case; grant: Grant; messages: Message[]; notes: Message[]; more: boolean }

/** The agency, its lead, and two sealed cases with a letter, an answer and a note each. `opening`: the real answers. */
export interface Shelf { short: string; lead: Staff; cases: { id: string; ck: Keys }[]; opening(n: number): Promise<Stretch> }

export const sealedNote = 'Vermerk: Zwergdackel quietschten, Xenia hörte vom Jubel nebenan.';
const password = 'archivworte über sieben brücken';
let made: Promise<Shelf> | null = null;

/** Made once: opening one alters nothing but the note that it was opened. */
export const shelf = (world: World): Promise<Shelf> => made ??= make(world);

async function make(world: World): Promise<Shelf> {
  const { short, token } = await world.blank(), person = new Person(world.origin, short, 'staff');
  const code = await person.join('setup', token, null, 'archivarin', password, 'Frau A.', 'de');
  const { sheet } = await person.ask('makeAgency', { ...person.place, contact: { phone, emergency: [{ label: 'Notruf', number: emergency }] }, continuity: false, years: 10 });
  const { line, from, length } = sheet.ask, secret = sheet.lines[line]!.text.replace(/[\s-]/g, '');
  await person.call('POST', 'setup', await person.ask('confirmSheet', { typed: secret.slice(from - 1, from - 1 + length) }));
  await person.ask('published', undefined);
  const lead: Staff = { person, code, name: 'archivarin', password, keys: new Keys(person, 'staff', code) };
  const cases = [await sealed(world, short, lead, 1), await sealed(world, short, lead, 2)];
  const opening = async (n: number): Promise<Stretch> => person.call('POST', `archive/${cases[n]!.id}/opening`, { reason: 'drill', export: false, after: 0, notes_after: 0, ...await proof(lead) });
  return { short, lead, cases, opening };
}

async function sealed(world: World, short: string, lead: Staff, n: number): Promise<Shelf['cases'][number]> {
  const seeker = new Person(world.origin, short, 'seeker'), code = await seeker.register(null, null, 'de');
  const id = await seeker.write({ topic: '', lang: 'de', text: `${typed.first} ${n}`, name: `Wolke ${n}`, age: null, gender: null });
  await lead.person.take(id);
  await lead.person.send(id, typed.answer, 'de');
  await lead.person.send(id, sealedNote, 'de', 'note');
  await lead.person.letOut(id);
  const by = await proof({ person: seeker, code } as Staff), { manifest, cases: shown } = await seeker.call<Preview & { manifest: string }>('GET', 'me/erasure');
  await seeker.call('DELETE', 'me', { manifest, staying: shown.map(({ id }) => id), ...by });
  return { id, ck: lead.keys };
}

const prepare = async (world: World): Promise<Prepared> => ({ case: null, link: (await shelf(world)).short });

const handle = (id: string): string => id.replace(/[-_]/g, '').slice(0, 8).toLowerCase();
const record = (page: Page) => page.getByRole('region', { name: 'Verlauf mit Absender, Empfänger und Zeit' });

async function toArchive(stage: Stage): Promise<void> {
  const { lead, short } = await shelf(stage.world);
  await byCode(stage.page, `${stage.world.origin}/${short}/desk`, 'Rückkehr-Code', lead.code);
  await expect(stage.page.getByText(/Stand: /)).toBeVisible(); // the list of today comes first, whatever was pressed before
  await press(stage.page, 'Archiv');
  await expect(stage.page.getByText(/verschlossen bis/).first()).toBeVisible();
}

/** The first case: named by its handle in the list. */
async function opensFirst({ page, world }: Stage): Promise<void> {
  const { cases } = await shelf(world);
  await page.getByRole('listitem').filter({ hasText: handle(cases[0]!.id) }).getByRole('button', { name: 'Öffnen' }).click();
  await says(page, /Auskunft/, 'Öffnen');
}

async function says(page: Page, reason: RegExp, go: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: reason }).check();
  await dialog.getByLabel('Ihr Passwort').fill(password);
  await (await next(page, dialog.getByRole('button', { name: go }))).click();
}

const seesRecord = async ({ page }: Stage): Promise<void> => { await expect(record(page)).toContainText(`${typed.first} 1`); };
const secrets = (): string[] => [password, typed.first, typed.answer, sealedNote];

export const shelfScenes: Record<'archive' | 'export', Scene> = {
  archive: { desk: true, long: true, prepare, open: toArchive, act: opensFirst, good: seesRecord, secrets },
  export: {
    desk: true, long: true, prepare, open: async (stage) => { await toArchive(stage); await opensFirst(stage); await seesRecord(stage); },
    act: async ({ page }) => { await page.getByRole('button', { name: 'Als verschlossene Datei speichern' }).click(); await says(page, /Gericht/, 'Als verschlossene Datei speichern'); },
    good: ({ page }) => expect(page.getByText(/Gespeichert: case-/)).toBeVisible(), secrets,
  },
};

/** Changes what opening a case brings. */
export function onOpening({ proxy }: Stage, change: (stretch: Stretch) => Stretch | void | Promise<Stretch | void>): void {
  proxy.swap<Stretch>('POST archive/{}/opening', change);
}

/** The grant of the first case as the lead's own browser could make it, changed in one thing. `seed`: whose key signs in place of the lead's; null: none. */
export async function archiveGrant({ world }: Stage, change: (body: CaseGrant, row: Case) => void, seed?: string | null): Promise<Grant['file']> {
  const { lead, opening } = await shelf(world), { case: row, grant } = await opening(0), { keyring } = await lead.keys.ring(), signer = await lead.keys.signer(), [key] = keyring.roles.archive;
  const body = await peekGrant(keyring.roles.archive, unb64(grant.file)) as CaseGrant;
  change(body, row);
  return await makeGrant(body, seed === null ? null : { ...signer, seed: seed ?? signer.seed }, await recipient(unb64(key!.seed))) as Grant['file'];
}

/** Nothing of it is shown. */
export const shut = async ({ page }: Stage): Promise<void> => { await expect(page.getByText(typed.first)).toHaveCount(0); };

/** An attack on a sealed case: it is not shown, and the lead reads why and whom to call. */
export const onShelf = (id: string, title: string, aimed: Attack['aimed'], arm: Attack['arm'], expected: Partial<Attack['expected']> = {}): Attack => ({
  id, title, aimed, scene: 'archive', long: true, arm, expected: { says: ['refused.content'], also: shut, may: ['POST archive/{}/opening', 'PUT session/tabs/{}'], ...expected },
});

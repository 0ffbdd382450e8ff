// A backup and the way back (UX check 33): an empty folder, the same people, the old case, and writing goes on. What was deleted or sealed since does not come back.
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Person } from '../src/demo/person';
import type { Preview, Wrap } from '../src/crypto/wire';
import { binary, expect, people, test as base, world, type Siegel } from './fixtures';
import { atTheDesk, comesBack, hasWritten } from './people';

const test = base.extend<object, { onPostgres: Siegel }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  onPostgres: [async ({}, use) => {
    const siegel = await world({ database: 'postgres', program: binary, agency: 'agency.toml' });
    await use(siegel);
    await siegel.end();
  }, { scope: 'worker', timeout: 60_000 }],
});

test.use({ world: 'restore' });

const letters = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

/** What the operator does before: an offline key, a backup, the key files elsewhere. */
function backsUp(siegel: Siegel, into = 'backups') {
  const offline = join(siegel.folder, `${into}.key`), sealedKeys = join(siegel.folder, `${into}-keys.age`), folder = join(siegel.folder, into);
  const to = ['--backup-recipients', siegel.command('backup', 'key', '--out', offline).trim(), '--backup-folder', folder];
  siegel.command('backup', 'create', ...to);
  siegel.command('keys', 'backup', '--out', sealedKeys, ...to);
  const newest = (kind: string) => join(folder, readdirSync(folder).find((name) => name.startsWith(`siegel-${kind}-`) && name.endsWith('.age')) ?? '');
  const archive = newest('main'), shreds = newest('shred'), sealed = newest('arch');
  expect(siegel.command('backup', 'verify', archive, '--identity', offline)).toContain('In order.');
  return { offline, sealedKeys, archive, shreds, sealed };
}

/** The machine is lost: nothing of it is where it was. */
function loses(siegel: Siegel, times = 1): void {
  siegel.kill();
  for (const part of ['data', 'keys', 'shred'].filter((name) => existsSync(join(siegel.folder, name)))) renameSync(join(siegel.folder, part), join(siegel.folder, `lost-${times}-${part}`));
  if (!siegel.postgres) return;
  const root = '/usr/lib/postgresql';
  const version = readdirSync(root).sort((a, b) => Number(b) - Number(a))[0] ?? '';
  execFileSync(join(root, version, 'bin', 'psql'), [siegel.postgres.url, '-q', '-c', 'DROP SCHEMA public CASCADE', '-c', 'CREATE SCHEMA public'], { stdio: 'pipe' });
}

async function lostAndFound(siegel: Siegel, phone: Page, laptop: Page, name: string): Promise<void> {
  const letter = `Ein Brief vor der Sicherung, von ${name}.`, answer = 'Eine Antwort vor der Sicherung.';
  const { code, id } = await hasWritten(siegel, letter, name);
  await siegel.karin.take(id);
  await comesBack(phone, siegel, code);
  await atTheDesk(laptop, siegel, 'karin');
  const open = () => laptop.locator('.row-open').filter({ has: laptop.getByText(name, { exact: true }) }).click();
  await open();
  await laptop.getByRole('button', { name: 'Antworten', exact: true }).click();
  await laptop.getByLabel('Antwort', { exact: true }).fill(answer);
  await laptop.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(letters(phone, answer)).toHaveCount(1, { timeout: 40_000 });

  const kept = backsUp(siegel);
  loses(siegel);
  siegel.command('keys', 'restore', kept.sealedKeys, '--identity', kept.offline);
  siegel.command('shred', 'restore', kept.shreds, '--identity', kept.offline);
  expect(siegel.command('restore', kept.archive, '--identity', kept.offline)).toContain('Put back.');
  await siegel.restart();

  for (const page of [phone, laptop]) await page.context().clearCookies(); // both sign in anew
  await comesBack(phone, siegel, code);
  await expect(letters(phone, letter)).toHaveCount(1);
  await expect(letters(phone, answer)).toHaveCount(1);
  await atTheDesk(laptop, siegel, 'karin');
  await open();
  await expect(letters(laptop, letter)).toHaveCount(1);
  await expect(letters(laptop, answer)).toHaveCount(1);
  const after = 'Und nach der Sicherung schreibe ich weiter.';
  await phone.getByLabel('Ihre Nachricht', { exact: true }).fill(after);
  await phone.getByRole('button', { name: 'Senden', exact: true }).click();
  await expect(letters(laptop, after)).toHaveCount(1, { timeout: 40_000 });
  await staysSealed(siegel, laptop, name, { code, id, letter });
}

/** From now on the agency keeps cases for ten years, this one too. Gives the archive's key as it stands on paper. */
async function keepsTenYears(siegel: Siegel, id: string): Promise<string> {
  const lead = new Person(siegel.origin, 'kiz', 'staff'), karin = new Person(siegel.origin, 'kiz', 'staff');
  await lead.signIn(people.lead.name, people.lead.password);
  const { sheet } = await lead.ask('newArchive', undefined), { from, length } = sheet!.ask, line = sheet!.lines[0]!.text;
  const typed = line.slice(line.lastIndexOf('1') + 1).slice(from - 1, from - 1 + length);
  const made = await lead.ask('setRetention', { years: 10, close_days: 90, typed, members: await lead.members() });
  await lead.call('PUT', 'me/keyring', made.keyring);
  await lead.call('POST', 'manifest', made.body);
  await lead.call('PUT', 'me/vault', made.vault);
  await karin.signIn(people.karin.name, people.karin.password);
  await karin.call('PUT', `cases/${id}/archive`, (await karin.ask('archiveGrant', { case: (await karin.fetch(id)).case })).grant);
  return line;
}

/** Under *keep N years*: a backup from before somebody has deleted her access comes back. She does not, nobody at the desk has the case, and only the archive opens it. */
async function staysSealed(siegel: Siegel, laptop: Page, name: string, { code, id, letter }: { code: string; id: string; letter: string }): Promise<void> {
  const key = await keepsTenYears(siegel, id), seeker = new Person(siegel.origin, 'kiz', 'seeker'), paper = 'Befund: alles gut.\n'.repeat(70_000); // more than one part
  await seeker.signInByCode(code);
  await seeker.read(id);
  await seeker.send(id, 'Mein Befund.', 'de', 'message', [{ name: 'Befund.txt', type: 'text/plain', bytes: new TextEncoder().encode(paper) }]);
  const before = backsUp(siegel, 'before');
  const proof = await seeker.ask('prove', { code });
  await seeker.ask('proved', await seeker.call<{ wrap: Wrap }>('POST', 'me/proof', proof));
  const { manifest, cases: shown } = await seeker.call<Preview & { manifest: string }>('GET', 'me/erasure'), staying = shown.map(({ id: one }) => one);
  expect((await seeker.call<{ sealed: unknown[] }>('DELETE', 'me', { manifest, staying, ...proof })).sealed).toHaveLength(1);
  await new Promise((done) => { setTimeout(done, 4_000); }); // within a second the deletion stands in the journal beside the keys (spec/rest.md)
  const after = backsUp(siegel, 'after');

  loses(siegel, 2);
  siegel.command('keys', 'restore', after.sealedKeys, '--identity', after.offline);
  for (const kept of [after.shreds, after.sealed]) siegel.command('shred', 'restore', kept, '--identity', after.offline);
  siegel.command('restore', before.archive, '--identity', before.offline);
  await siegel.restart();

  await expect(new Person(siegel.origin, 'kiz', 'seeker').signInByCode(code)).rejects.toThrow('sign_in_failed');
  const karin = new Person(siegel.origin, 'kiz', 'staff');
  await karin.signIn(people.karin.name, people.karin.password);
  await expect(karin.fetch(id)).rejects.toThrow('not_found');
  await laptop.context().clearCookies();
  await atTheDesk(laptop, siegel, 'lead');
  await expect(laptop.getByText(name, { exact: true })).toHaveCount(0);
  await laptop.getByRole('button', { name: 'Archiv', exact: true }).click();
  await laptop.getByRole('button', { name: 'Öffnen' }).click({ timeout: 30_000 });
  const dialog = laptop.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Probe/ }).check();
  await dialog.getByLabel('Ihr Passwort').fill(people.lead.password);
  await dialog.getByRole('button', { name: 'Öffnen' }).click();
  await expect(laptop.getByRole('region', { name: 'Verlauf mit Absender, Empfänger und Zeit' })).toContainText(letter, { timeout: 30_000 });

  // The rows that came back open without a browser too, for whoever has the key on paper.
  const identity = join(siegel.folder, 'archive.key'), into = join(siegel.folder, 'opened');
  writeFileSync(identity, key, { mode: 0o600 });
  expect(siegel.command('open', '--restored', '--identity', identity, '--into', into, '--fingerprint', siegel.fingerprint)).toContain('1 cases were opened');
  const folder = join(into, readdirSync(into)[0] ?? ''), read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const lines = JSON.parse(read('messages.json')) as { from: string; to: string; state: string; text: string }[];
  expect(lines[0]).toMatchObject({ from: name, to: 'Kriseninsel Probe', state: 'open', text: letter });
  expect(lines.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open']);
  expect(lines.map(({ from }) => from)).toEqual([name, 'Frau K.', name, name]);
  expect(read('files/1-Befund.txt') === paper).toBe(true);
  expect(read('case.html')).toContain(letter);
}

test('after a backup and an empty folder, both sign in, read the old case and write on', async ({ siegel, phone, laptop }) => {
  test.setTimeout(240_000);
  await lostAndFound(siegel, phone, laptop, 'Wiederfund-1');
});

test('the same with PostgreSQL', async ({ onPostgres, phone, laptop }) => {
  test.setTimeout(240_000);
  await lostAndFound(onPostgres, phone, laptop, 'Wiederfund-2');
});

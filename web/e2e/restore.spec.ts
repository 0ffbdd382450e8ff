// A backup and the way back (UX check 33): an empty folder, the same people, the old case, and writing goes on.
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { binary, expect, test as base, world, type Siegel } from './fixtures';
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
function backsUp(siegel: Siegel) {
  const offline = join(siegel.folder, 'offline.key'), sealedKeys = join(siegel.folder, 'keys.age'), folder = join(siegel.folder, 'backups');
  const to = ['--backup-recipients', siegel.command('backup', 'key', '--out', offline).trim(), '--backup-folder', folder];
  siegel.command('backup', 'create', ...to);
  siegel.command('keys', 'backup', '--out', sealedKeys, ...to);
  const newest = (kind: string) => join(folder, readdirSync(folder).find((name) => name.startsWith(`siegel-${kind}-`) && name.endsWith('.age')) ?? '');
  const archive = newest('main'), shreds = newest('shred');
  expect(siegel.command('backup', 'verify', archive, '--identity', offline)).toContain('In order.');
  return { offline, sealedKeys, archive, shreds };
}

/** The machine is lost: nothing of it is where it was. */
function loses(siegel: Siegel): void {
  siegel.kill();
  for (const part of ['data', 'keys', 'shred'].filter((name) => existsSync(join(siegel.folder, name)))) renameSync(join(siegel.folder, part), join(siegel.folder, `lost-${part}`));
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
}

test('after a backup and an empty folder, both sign in, read the old case and write on', async ({ siegel, phone, laptop }) => {
  test.setTimeout(120_000);
  await lostAndFound(siegel, phone, laptop, 'Wiederfund-1');
});

test('the same with PostgreSQL', async ({ onPostgres, phone, laptop }) => {
  test.setTimeout(120_000);
  await lostAndFound(onPostgres, phone, laptop, 'Wiederfund-2');
});

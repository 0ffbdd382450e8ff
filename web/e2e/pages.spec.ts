// The screens that no journey passes: a picture of each, and axe on each.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, look, test } from './fixtures';

test.use({ world: 'pages' });

test('public pages, the page that is not there, the neutral page', async ({ phone, siegel }) => {
  test.setTimeout(300_000); // axe looks at every screen four times
  for (const [number, path] of [['30', 'help'], ['31', 'privacy'], ['32', 'limits'], ['33', 'imprint'], ['34', 'accessibility'], ['35', 'nothing-here']] as const) {
    await phone.goto(`${siegel.origin}/kiz/${path}`);
    await expect(phone.getByRole('heading', { level: 1 })).toBeVisible();
    await look(phone, `${number}-${path}`);
  }
  await phone.goto(`${siegel.origin}/`);
  await look(phone, '36-root');
  await phone.goto(`${siegel.origin}/kiz/en`);
  await look(phone, '37-start-en');
  await phone.goto(`${siegel.origin}/kiz/help`);
  await phone.getByRole('link', { name: 'Schnell verlassen', exact: true }).click();
  await phone.waitForURL('https://wetter.example/');
  await phone.goto(`${siegel.origin}/kiz`);
  await expect(phone.getByRole('link', { name: 'Weiter' })).toBeVisible();
  await look(phone, '38-neutral');
});

test('what opens inside the pages: numbers, voluntary answers, faults, sign-in by code', async ({ phone, siegel }) => {
  test.setTimeout(300_000);
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByText('Mehr angeben (freiwillig)').click();
  await look(phone, '40-write-voluntary');
  await phone.getByRole('button', { name: 'Mehr Nummern' }).click();
  await expect(phone.getByRole('dialog')).toBeVisible();
  await look(phone, '41-numbers');
  await phone.keyboard.press('Escape');
  await phone.getByLabel('Ihre Nachricht').fill('Ein Satz genügt.');
  await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
  await phone.getByLabel('Name', { exact: true }).fill('ab');
  await phone.getByLabel('Passwort', { exact: true }).fill('kurz');
  await phone.getByRole('button', { name: 'Nachricht senden' }).click();
  await expect(phone.getByLabel('Passwort', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(phone.getByLabel('Name', { exact: true })).toHaveValue('ab');
  await look(phone, '42-access-faults');
  await phone.goto(`${siegel.origin}/kiz/sign-in`);
  await phone.getByRole('button', { name: 'Mit Rückkehr-Code anmelden' }).click();
  await look(phone, '43-sign-in-code');
});

test('an agency with several topics: nobody has to choose one', async ({ phone, siegel }) => {
  siegel.recorder.change = (url, body) => (/\/agencies\/kiz\?/.test(url) ? JSON.stringify({ ...JSON.parse(body) as object,
    topics: [{ code: 'a', label: { de: 'Trauer', en: 'Grief' } }, { code: 'b', label: { de: 'Arbeit', en: 'Work' } }] }) : body);
  try {
    await phone.goto(`${siegel.origin}/kiz/write`);
    await expect(phone.getByRole('radio', { name: 'Weiß ich noch nicht' })).toBeChecked();
    await phone.getByLabel('Ihre Nachricht').fill('Ein Satz genügt.');
    await phone.getByRole('button', { name: 'Weiter', exact: true }).click();
    await expect(phone.getByLabel('Passwort', { exact: true })).toBeVisible();
  } finally { siegel.recorder.change = null; }
});

test('an agency that the operator has closed, moved to another address and deleted says so, with numbers where there are any', async ({ phone, siegel }) => {
  test.setTimeout(180_000);
  const letter = join(siegel.folder, 'other.toml'), name = 'Kriseninsel Zwei';
  writeFileSync(letter, readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'agency.toml'), 'utf8').replace('short = "kiz"', 'short = "zwei"').replace('Kriseninsel Probe', name));
  siegel.command('agency', 'create', '--from', letter);
  siegel.command('agency', 'suspend', 'zwei');
  siegel.command('agency', 'rename', 'zwei', 'drei');
  await expect.poll(async () => (await phone.goto(`${siegel.origin}/zwei`))?.status()).toBe(503); // by the old address
  expect(new URL(phone.url()).pathname).toBe('/drei');
  await expect(phone.getByText('Diese Beratungsstelle ist zurzeit geschlossen.')).toBeVisible();
  await expect(phone.locator('a[href="tel:+4310000001"]').first()).toBeVisible();
  await look(phone, '39-closed');
  siegel.command('agency', 'delete', 'drei', '--name', name);
  await expect.poll(async () => (await phone.goto(`${siegel.origin}/drei`))?.status()).toBe(404);
  await expect(phone.locator('a[href="tel:112"]').first()).toBeVisible();
  await look(phone, '39-deleted');
});

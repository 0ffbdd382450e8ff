// By when an answer comes, on the page before anything is written (UX check 14 with a set clock: internal/site, TestStartPageSaysByWhen).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Person } from '../src/demo/person';
import { expect, look, test } from './fixtures';

test('14: the start page promises in the words of its language, and says whose clock it is to a reader elsewhere', async ({ browser, phone, siegel }) => {
  const file = join(siegel.folder, 'zusage.toml');
  writeFileSync(file, readFileSync(fileURLToPath(new URL('agency.toml', import.meta.url)), 'utf8').replace('short = "kiz"', 'short = "zusage"')
    .concat('\n[promise]\nworking_days = 2\nweekdays = ["mon", "tue", "wed", "thu", "fri"]\nclosing = "18:00"\n'));
  const link = siegel.command('agency', 'create', '--from', file);
  const lead = new Person(siegel.origin, 'zusage', 'staff');
  await lead.join('setup', /#t=([A-Za-z0-9_-]{22})/.exec(link)?.[1] ?? '', null, 'lead', 'vier worte sind genug', 'Frau L.', 'de');
  await lead.setUp({ phone: '+43 1 0000001', emergency: [{ label: 'Notruf', number: '112' }] }, true);

  const promise = /^Wer jetzt schreibt, bekommt bis (Montag|Dienstag|Mittwoch|Donnerstag|Freitag), \d{1,2}\. \S+( \d{4})?, 18 Uhr eine Antwort\.$/;
  await phone.goto(`${siegel.origin}/zusage`);
  await expect(phone.getByText(promise)).toBeVisible();
  await look(phone, '39-start-promise');
  await phone.goto(`${siegel.origin}/zusage/en`);
  await expect(phone.getByText(/^If you write now, you get an answer by (Mon|Tues|Wednes|Thurs|Fri)day, \d{1,2} \S+( \d{4})?, 6 pm\.$/)).toBeVisible();

  for (const [timezoneId, words] of [['America/New_York', /18 Uhr \(Zeit in Wien\) eine Antwort\.$/], ['Europe/Rome', promise]] as const) {
    const context = await browser.newContext({ timezoneId });
    const page = await context.newPage();
    await page.goto(`${siegel.origin}/zusage`);
    await expect(page.getByText(words)).toBeVisible();
    await context.close();
  }
});

// Lost password and lost code (PROTOCOL 2.8.9): the earlier case is shared with the new account after checking in conversation, read there, and shown to the old one.
import type { Page } from '@playwright/test';
import { expect, look, people, test } from './fixtures';
import { arrived, atTheDesk, comesBack, hasWritten, signsOut } from './people';

test.use({ world: 'relink' });

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const letters = (page: Page) => page.getByRole('list', { name: 'Verlauf' }).getByRole('listitem');
const opens = (page: Page, name: string) => page.locator('.row-open').filter({ has: page.getByText(name, { exact: true }) }).click();

test('who lost password and code writes anew, is recognised, and reads the earlier case; the old account is told', async ({ phone, laptop, siegel }) => {
  test.setTimeout(240_000);
  const text = 'Vor einem Jahr schrieb ich vom Leuchtturm.', password = 'segel lampe birne dose';
  const { code: oldCode, id: old } = await hasWritten(siegel, text, 'Leuchtturm');
  await siegel.karin.take(old);
  const wrong = await hasWritten(siegel, 'Ein anderer Brief.', 'Nebelhorn');
  await siegel.karin.take(wrong.id);

  // The person says the earlier name with the new letter.
  await phone.goto(`${siegel.origin}/kiz/write`);
  await phone.getByLabel('Ihre Nachricht').fill('Ich war schon einmal hier und komme nicht mehr hinein.');
  await phone.getByText('Mehr angeben (freiwillig)').click();
  await phone.getByLabel('Ihr früherer Name hier').fill('Leuchtturm');
  await look(phone, 'relink-write');
  await press(phone, 'Weiter');
  await phone.getByLabel('Name', { exact: true }).fill('Leuchtfeuer');
  await phone.getByLabel('Passwort', { exact: true }).fill(password);
  await press(phone, 'Nachricht senden');
  await expect(arrived(phone)).toBeVisible({ timeout: 30_000 });
  await press(phone, 'Habe ich notiert');

  // At the desk: taken over, what was said is there, and the earlier case is found by its name.
  await atTheDesk(laptop, siegel, 'karin');
  await opens(laptop, 'Leuchtfeuer');
  await press(laptop, 'Übernehmen');
  await expect(laptop.getByText('Ihr früherer Name hier')).toBeVisible({ timeout: 30_000 });
  await press(laptop, 'Früheren Fall mit diesem Zugang teilen');
  await laptop.getByLabel('Der frühere Name').fill('Leuchtfeuer');
  await press(laptop, 'Suchen');
  await expect(laptop.getByText('Unter diesem Namen haben Sie keinen anderen Fall.')).toBeVisible();
  await laptop.getByLabel('Der frühere Name').fill(' leuchtturm');
  await press(laptop, 'Suchen');
  await expect(laptop.getByText(/begonnen am .*, 1 Nachricht/)).toBeVisible();
  await press(laptop, 'Fall teilen');
  await expect(laptop.getByText('Bestätigen Sie bitte, dass Sie es geprüft haben.').first()).toBeVisible();
  await laptop.getByLabel('Ich habe im Gespräch geprüft').check();
  await laptop.getByLabel('Ihr Passwort').fill('nicht das richtige');
  await look(laptop, 'relink-desk');
  await press(laptop, 'Fall teilen');
  await expect(laptop.getByText('Das Passwort stimmt nicht. Es ist nichts geteilt.').first()).toBeVisible({ timeout: 30_000 });
  await laptop.getByLabel('Ihr Passwort').fill(people.karin.password);
  await press(laptop, 'Fall teilen');
  await expect(laptop.getByText(/^Geteilt\. Die Person findet/)).toBeVisible({ timeout: 30_000 });

  // The new account finds it in its list, reads, and cannot write there.
  await phone.reload();
  await press(phone, 'Meine Nachrichten');
  await press(phone, 'Zur Übersicht');
  await expect(phone.getByText('Frühere Nachrichten')).toBeVisible({ timeout: 30_000 });
  await look(phone, 'relink-list');
  await phone.getByRole('listitem').filter({ hasText: 'Frühere Nachrichten' }).getByRole('button', { name: 'Öffnen' }).click();
  await expect(letters(phone)).toHaveCount(1, { timeout: 30_000 });
  await expect(phone.getByText(text)).toBeVisible();
  await expect(phone.getByText('Sie, im früheren Zugang')).toBeVisible();
  await expect(phone.getByText('Hier können Sie lesen.')).toBeVisible();
  await expect(phone.getByLabel('Ihre Nachricht')).toBeHidden();
  await look(phone, 'relink-shared');
  await phone.reload();
  await expect(phone.getByText(text)).toBeVisible({ timeout: 30_000 });
  await signsOut(phone);

  // The old account is as it was, and is told; what it writes is marked at the desk.
  await comesBack(phone, siegel, oldCode);
  await expect(phone.getByText(/mit einem zweiten Zugang geteilt/)).toBeVisible();
  await expect(phone.getByText('Waren das nicht Sie?')).toBeVisible();
  await look(phone, 'relink-old-account');
  await phone.getByLabel('Ihre Nachricht').fill('Ich bin es, noch aus dem alten Zugang.');
  await press(phone, 'Senden');
  await expect(letters(phone)).toHaveCount(2);
  await press(laptop, 'Zurück zu Heute');
  await opens(laptop, 'Leuchtturm');
  await expect(laptop.getByText(/mit einem zweiten Zugang geteilt/)).toBeVisible({ timeout: 30_000 });
  await look(laptop, 'relink-earlier-case');
});

test('a lead decides whether earlier cases are shared; where they are not, nobody is offered it', async ({ laptop, siegel }) => {
  await hasWritten(siegel, 'Noch ein Brief.', 'Windrose');
  await atTheDesk(laptop, siegel, 'lead');
  await press(laptop, 'Aufbewahrung');
  await expect(laptop.getByRole('heading', { name: 'Wenn jemand nicht mehr in den alten Zugang kommt' })).toBeVisible();
  await look(laptop, 'relink-policy');
  await press(laptop, 'Nicht mehr erlauben');
  await expect(laptop.getByText('Frühere Fälle werden nicht mit neuen Zugängen geteilt.')).toBeVisible({ timeout: 30_000 });
  await press(laptop, 'Heute');
  await opens(laptop, 'Windrose');
  await press(laptop, 'Übernehmen');
  await expect(laptop.getByRole('heading', { name: 'Löschen auf Wunsch' })).toBeVisible({ timeout: 30_000 });
  await expect(laptop.getByRole('heading', { name: 'Früherer Fall' })).toBeHidden();
});

// A desk with two hundred cases. It has a server of its own: the lists of the other journeys stay short.
import type { Page } from '@playwright/test';
import { expect, look, test } from './fixtures';
import { atTheDesk, hasWritten, promises } from './people';

test.use({ viewport: { width: 1280, height: 800 }, world: 'many' });

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

test('200 cases: what is due stands first, in words; fifty at a time, all on request and found by the browser; arrows go through them', async ({ laptop, siegel }) => {
  test.setTimeout(400_000);
  for (let i = 0; i < 200; i += 4) { // four letters each: of more than sixty people in ten minutes each would have to work longer
    const { person, id } = await hasWritten(siegel, `Brief ${i} von zweihundert.`, `Fall-${i}`);
    await siegel.karin.take(id);
    for (const n of [i + 1, i + 2, i + 3]) await person.write({ topic: '', lang: 'de', text: `Brief ${n} von zweihundert.`, name: `Fall-${n}`, age: null, gender: null });
  }
  const hour = 3_600_000;
  promises(siegel, (r, i, now) => {
    if (r.state === 'rest' || r.last_role !== 'seeker') return {};
    const at = (hours: number) => Math.floor((now + hours * hour) / 60_000) * 60_000;
    if (i === 5) return { promised_at: at(60), marks: ['acute'] };
    if (i % 40 === 7) return { promised_at: at(-20), late_at: at(30) };
    return { promised_at: at(i % 10 === 3 ? 0.2 : 30 + i) };
  });
  try {
    await atTheDesk(laptop, siegel, 'karin');
    await expect(laptop.locator('.row-open')).toHaveCount(50);
    await expect(laptop.locator('.row-open').filter({ hasText: 'Wird geöffnet' })).toHaveCount(0);
    await expect(laptop.getByRole('heading', { level: 2 })).toContainText([/^Als akut markiert 1$/, /^Überfällig \d+$/, /^Heute \d+$|^In den nächsten drei Tagen \d+$/]);
    await expect(laptop.locator('.overdue .badge.danger').first()).toContainText(/^überfällig seit (gestern|heute) /);
    await expect(laptop.locator('.row-open.overdue').first()).toContainText('neu zugesagt bis');
    await look(laptop, '37-desk-today');
    await laptop.locator('.row-open').first().focus();
    await laptop.keyboard.press('ArrowDown');
    await laptop.keyboard.press('ArrowDown');
    await expect(laptop.locator('.row-open').nth(2)).toBeFocused();
    await laptop.keyboard.press('End');
    await expect(laptop.locator('.row-open').nth(49)).toBeFocused();
    await button(laptop, /^Weitere 50 zeigen/).click();
    await expect(laptop.locator('.row-open')).toHaveCount(100);
    await button(laptop, /^Alle \d+ zeigen/).click();
    await expect(laptop.getByText(/^Fall-\d+$/)).toHaveCount(200);
    expect(await laptop.evaluate(() => (window as unknown as { find(text: string): boolean }).find('Fall-137'))).toBe(true);
    await button(laptop, 'Nächste öffnen').click();
    await expect(laptop.getByRole('heading', { level: 1, name: /^Fall-|^Erstanfrage von / })).toBeVisible();
    await laptop.goBack();
    await expect(laptop.locator('.row-open').first()).toBeFocused(); // back where one was
    await button(laptop, /^Meine Fälle/).click();
    await expect(laptop.locator('.row-open').filter({ hasText: 'Eingang' })).toHaveCount(0);
  } finally { siegel.recorder.change = null; }
});

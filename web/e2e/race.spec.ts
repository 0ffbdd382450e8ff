// Two counsellors press "Übernehmen" on one enquiry at the same time (UX check 29).
import { expect, look, test } from './fixtures';
import { atTheDesk, hasWritten } from './people';

test.use({ world: 'race' });

const text = 'Zwei lesen denselben Brief, einer übernimmt ihn.';

test('29: one gets the case, the other reads who took it, and only the first can open the messages', async ({ browser, siegel }) => {
  const { id } = await hasWritten(siegel, text, 'Wettlauf 29');
  const [a, b] = [await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage(), await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()];
  await atTheDesk(a, siegel, 'karin');
  await atTheDesk(b, siegel, 'ben');
  for (const page of [a, b]) {
    await page.getByText('Wettlauf 29').first().click();
    await expect(page.getByText(text)).toBeVisible();
  }
  // Neither order reaches the server before both have pressed: else the second page may know already, and its button is gone.
  let both = () => {}, pressed = 0;
  const ready = new Promise<void>((done) => { both = done; });
  for (const page of [a, b]) await page.route('**/acceptance', async (route) => { if (++pressed === 2) both(); await ready; await route.continue(); });
  await Promise.all([a, b].map((page) => page.getByRole('button', { name: 'Übernehmen' }).click()));
  const won = async (page: typeof a) => page.getByRole('button', { name: 'Antworten' }).isVisible();
  await expect.poll(async () => Number(await won(a)) + Number(await won(b))).toBe(1);
  const [winner, loser, name] = await won(a) ? [a, b, 'Frau K.'] : [b, a, 'Herr B.'];
  await expect(loser.getByText(new RegExp(`von ${name.replace('.', '\\.')} übernommen`)).first()).toBeVisible();
  await look(loser, '18-desk-taken');
  await expect(winner.getByText(text)).toBeVisible();
  // Afterwards the loser's session gets nothing of the case, neither from the pool nor as a case.
  const asked = await loser.evaluate(async (which) => {
    const answers = [];
    for (const path of [`enquiries/${which}`, `cases/${which}`, `cases/${which}/messages?after=0`, `cases/${which}/notes?after=0`]) {
      const answer = await fetch(`/api/1/${path}`, { headers: { 'Siegel-Realm': 'staff' } });
      answers.push({ status: answer.status, holds: (await answer.text()).includes('"box"') });
    }
    return answers;
  }, id);
  expect(asked.every((x) => !x.holds && x.status >= 400)).toBe(true);
  await a.context().close();
  await b.context().close();
});

// A language that nobody speaks, for the layout: every text half as long again, with accents above and below the line. Made from the German page on
// its way to the browser, so that nothing of it is in the program.
import type { Page } from '@playwright/test';

const accents: Record<string, string> = { a: 'åä', e: 'éê', i: 'ïí', o: 'öø', u: 'ůü', A: 'ÅÄ', E: 'ÉÊ', I: 'ÏÍ', O: 'ÖØ', U: 'ŮÜ', c: 'ç', n: 'ñ', s: 'ş', g: 'ǧ', y: 'ÿ' };

/** {names} stay as they are. */
export const pseudo = (text: string): string => text.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? part : part.replace(/[a-zA-Z]/g, (letter) => accents[letter] ?? letter))).join('');

/** Puts the language in the place of German on this page. */
export async function speakPseudo(page: Page): Promise<void> {
  await page.route(/\/assets\/(seeker|desk)\.de\.[0-9a-f]+\.json$/, async (route) => {
    const answer = await route.fetch();
    const texts = Object.entries(await answer.json() as Record<string, string>);
    await route.fulfill({ response: answer, json: Object.fromEntries(texts.map(([key, text]) => [key, key.startsWith('calendar.') ? text : pseudo(text)])) });
  });
  await page.route((url) => !/\/(api|assets)\//.test(url.pathname), async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    if (!answer.headers()['content-type']?.startsWith('text/html')) { await route.fulfill({ response: answer }); return; }
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/>([^<]+)</g, (_, text: string) => `>${text.replace(/&\w+;|&#\d+;|[^&]+/g, (piece) => (piece.startsWith('&') ? piece : pseudo(piece)))}<`) });
  });
}

// A check that cannot fail is no check: each finds the fault that was planted for it, on a page that is without fault otherwise.
import type { Page } from '@playwright/test';
import { fits, habits, walk } from './access';
import { axe, expect, test } from './fixtures';

test.use({ world: 'planted' });

const narrow = { width: 320, height: 640 };

/** The page with a fault; the rules come as a sheet, because the policy of the page allows no style element. */
async function planted(page: Page, origin: string, rules: string, change?: () => void): Promise<void> {
  await page.goto(`${origin}/kiz/write`);
  await page.getByLabel('Ihre Nachricht').waitFor();
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, rules);
  if (change) await page.evaluate(change);
}

test('without a fault the checks find nothing', async ({ phone, siegel }) => {
  await planted(phone, siegel.origin, '');
  expect([...await walk(phone), ...await habits(phone), ...await axe(phone)]).toEqual([]);
  await phone.setViewportSize(narrow);
  expect(await fits(phone)).toEqual([]);
});

for (const [what, rules] of [['no focus ring', '* { outline: none !important; }'], ['a ring nobody sees', '* { outline-color: #f7f6f3 !important; }']] as const) {
  test(`the walk finds: ${what}`, async ({ phone, siegel }) => {
    await planted(phone, siegel.origin, rules);
    expect((await walk(phone)).join('\n')).toContain('no ring');
  });
}

test('the walk finds: a part that stays at the bottom and covers the focus', async ({ phone, siegel }) => {
  await planted(phone, siegel.origin, '#cover { position: fixed; inset: 120px 0 0 0; background: white; }', () => {
    const cover = document.createElement('div');
    cover.id = 'cover';
    document.body.append(cover);
  });
  expect((await walk(phone)).join('\n')).toContain('covered by div');
});

test('the narrow check finds: a page that scrolls sideways, a control that is cut off', async ({ phone, siegel }) => {
  await planted(phone, siegel.origin, 'h1 { min-inline-size: 30rem; }');
  await phone.setViewportSize(narrow);
  expect((await fits(phone)).join('\n')).toMatch(/320 px: the page is \d+ wide/);
  await planted(phone, siegel.origin, 'button { overflow: hidden !important; white-space: nowrap; inline-size: 4rem !important; }');
  expect((await fits(phone)).join('\n')).toContain('is cut off');
  await planted(phone, siegel.origin, 'button { white-space: nowrap; inline-size: 4rem !important; min-inline-size: 0 !important; border: 1px solid; }');
  expect((await fits(phone)).join('\n')).toContain('runs over its edge');
});

test('the narrow check finds: a control that is cut off only when text is spaced widely', async ({ phone, siegel }) => {
  await phone.setViewportSize(narrow);
  await planted(phone, siegel.origin, '#tight { white-space: nowrap; overflow: hidden; padding: 0; min-inline-size: 0; inline-size: max-content; }', () => {
    const button = [...document.querySelectorAll('button')].find((b) => b.innerText.startsWith('Weiter'));
    if (!button) throw new Error('no button');
    button.id = 'tight';
    button.style.inlineSize = `${button.offsetWidth}px`;
  });
  const found = await fits(phone);
  expect(found.filter((fault) => fault.startsWith('320 px:'))).toEqual([]);
  expect(found.join('\n')).toMatch(/spaced: button "Weiter" is cut off/);
});

test('the habits find: a pressable block that is no control, a box that takes no paste, a box without direction', async ({ phone, siegel }) => {
  await planted(phone, siegel.origin, '#press { cursor: pointer; }', () => {
    const press = document.createElement('div');
    press.id = 'press';
    press.textContent = 'Drück mich';
    document.body.append(press);
    const box = document.querySelector('textarea');
    box?.addEventListener('paste', (event) => event.preventDefault());
    box?.removeAttribute('dir');
  });
  const found = (await habits(phone)).join('\n');
  for (const fault of ['looks pressable', 'takes no paste', 'no direction']) expect(found).toContain(fault);
});

test('axe finds: text too pale, a box without a name, a target too small', async ({ phone, siegel }) => {
  await planted(phone, siegel.origin, 'main p { color: #c9c9c9 !important; } .tiny { block-size: 12px; min-block-size: 0; inline-size: 12px; min-inline-size: 0; padding: 0; border: 0; margin: 0; }', () => {
    document.querySelector('label[for]')?.remove();
    for (const words of ['ja', 'nein']) {
      const tiny = document.createElement('button');
      tiny.className = 'tiny';
      tiny.setAttribute('aria-label', words);
      document.querySelector('.view')?.append(tiny);
    }
  });
  const found = (await axe(phone)).join('\n');
  for (const rule of ['color-contrast', 'label', 'target-size']) expect(found).toContain(rule);
});

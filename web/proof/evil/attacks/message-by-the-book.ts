import { expect } from '@playwright/test';
import type { Attack } from '../attack';
import { forgery, inside, message, serve } from '../insider';

export const attack: Attack = {
  id: 'message-by-the-book', title: 'a message made by hand with Karin\'s real keys, with nothing wrong: it is shown (and those below fail by their one fault)', aimed: ['data'], scene: 'back-by-code',
  arm: async (stage) => { serve(stage, await message(await inside(stage))); },
  expected: { says: [], call: false, harmless: true, also: async ({ page }) => { await expect(page.getByText(forgery).first()).toBeVisible(); } },
};

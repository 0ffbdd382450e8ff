import { expect } from '@playwright/test';
import { typed } from '../people';
import { onOpening, onShelf, shelf } from '../shelf';

export const attack = onShelf('archive-message-moved', 'the answer in the record is the one of another sealed case: it stands there as not readable', ['box'], async (stage) => {
  const { messages } = await (await shelf(stage.world)).opening(1);
  onOpening(stage, (stretch) => { stretch.messages[1]!.box = messages[1]!.box; });
}, { says: ['archive.unread'], also: async ({ page }) => { await expect(page.getByText(typed.answer)).toHaveCount(0); } });

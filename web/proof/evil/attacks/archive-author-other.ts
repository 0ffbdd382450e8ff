import { expect } from '@playwright/test';
import { typed } from '../people';
import { onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-author-other', 'the answer in the record is said to be the seeker\'s', ['E2'], (stage) => {
  onOpening(stage, (stretch) => { Object.assign(stretch.messages[1]!, { author: stretch.case.seeker, role: 'seeker' }); });
}, { says: ['archive.unread'], also: async ({ page }) => { await expect(page.getByText(typed.answer)).toHaveCount(0); } });

import { expect } from '@playwright/test';
import { onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-more-forever', 'the server says for ever that there is more of it: it is asked twice, and shows what came', ['data'], (stage) => {
  onOpening(stage, (stretch) => { stretch.more = true; });
}, { says: [], call: false, harmless: true, also: async ({ proxy }) => { expect(proxy.calls('POST archive/{}/opening').length).toBeLessThan(4); } });

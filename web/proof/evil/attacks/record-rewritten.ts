import { hashOfEntry } from '../../../src/crypto/chain';
import { onRecord, type Page } from '../record';

export const rewritten = onRecord('record-rewritten', 'an entry of the record names another reason, and every hash is reckoned anew', ['A1'], 'desk.chain_broken', ({ proxy }) => {
  proxy.swap<Page>('GET audit', async (page) => {
    let { prev } = page.entries[0]!;
    page.entries[0]!.reason = 'drill';
    for (const entry of page.entries) prev = entry.hash = await hashOfEntry(Object.assign(entry, { prev }));
    page.head.hash = prev;
  });
});

import { onRecord, type Page } from '../record';

export const cut = onRecord('record-cut', 'the newest entries of the record are left out', ['A1'], 'desk.chain_broken', ({ proxy }) => {
  proxy.swap<Page>('GET audit', (page) => {
    const { seq, prev } = page.entries[0]!; // what the second lead has signed, which is no later than what this one knows
    Object.assign(page, { entries: [], head: { ...page.head, seq: seq - 1, hash: prev } });
  });
}, { long: true });

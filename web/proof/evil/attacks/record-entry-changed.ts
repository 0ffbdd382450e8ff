import { onRecord, type Page } from '../record';

export const changed = onRecord('record-entry-changed', 'an entry of the record says another reason', ['A1'], 'desk.chain_broken', ({ proxy }) => { proxy.swap<Page>('GET audit', ({ entries }) => { entries[0]!.reason = 'drill'; }); }, { long: true });

import type { Attack } from '../attack';
import { onSigned } from '../record';

/** Nobody is frightened by what the second lead has not signed: it does not count, and the screen of the record says so. */
export const unsigned: Attack = {
  id: 'record-signed-by-server', title: 'what the second lead is said to have signed was signed by nobody', aimed: ['A2'], scene: 'record', long: true,
  arm: (stage) => { onSigned(stage, (head) => { head.body = head.body.replace(/"sig":"../, '"sig":"AA'); }); },
  expected: { says: [], call: false, harmless: true },
};

// Leaving a page of the desk: the browser may keep the whole document for its Back button, so it is emptied, and loaded anew on return.
// (A seeker's page does the same in exit.ts.)
import { stop } from '../crypto/client';

export function wipeOnLeave(): void {
  addEventListener('pagehide', () => { stop(); document.body.replaceChildren(); });
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
}

// The browser's Back inside the seeker's document: from the name and password to the letter, from a case to the list. Without it, Back would leave the
// document, and a letter that is not saved yet would be gone. One entry in the history, with the same address; it says nothing.
import { erasing } from '../features/erasure/shown';
import { reading } from '../features/stored/shown';
import { go, open, step } from './state';

const inside = (): boolean => (history.state as { inside?: boolean } | null)?.inside === true;

/** Called before a view that lies behind another one. */
export function inward(): void {
  if (!inside()) history.pushState({ ...history.state as object | null, inside: true }, '');
}

/** Back by a button of the page: the same way as the browser's. */
export function outward(): void {
  if (inside()) history.back(); else show();
}

/** The view before this one, if there is one in this document. */
function show(): void {
  if (erasing.value === 'shown') erasing.value = 'no';
  else if (reading.value) reading.value = false;
  else if (step.value === 'access') go('write');
  else if (step.value === 'settings') go('messages');
  else if (step.value === 'recover') go('signin');
  else if (step.value === 'messages') open.value = null;
}

export const watchBack = (): void => addEventListener('popstate', () => { if (!inside()) show(); });

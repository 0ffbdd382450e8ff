// A session that has ended in the middle of an action: the person signs in over the page, then the same action goes on. Nothing typed is lost.
import { signal } from '@preact/signals';
import { renewedElsewhere } from './account';
import { Failed } from './api';

/** Set while the page has to ask for the password; the dialog answers by calling it: true, signed in again. Another tab of the same account answers as well. */
export const asking = signal<((signedIn: boolean) => void) | null>(null);

let pending: Promise<boolean> | null = null;

/** One dialog, however many actions wait for it. True: somebody is signed in again. */
export function askAgain(): Promise<boolean> {
  const before = renewedElsewhere.peek();
  let stop = (): void => undefined;
  pending ??= new Promise<boolean>((answer) => {
    asking.value = answer;
    stop = renewedElsewhere.subscribe((count) => { if (count !== before) answer(true); });
  }).finally(() => { stop(); asking.value = null; pending = null; });
  return pending;
}

/** Acts; if the session is gone, asks the person to sign in and acts once more. Declined: the first failure is thrown. */
export async function signedIn<T>(act: () => Promise<T>): Promise<T> {
  try { return await act(); } catch (error) {
    if (!(error instanceof Failed) || error.code !== 'signed_out' || !(await askAgain())) throw error;
    return act();
  }
}

// A failure at the desk in words: what happened, what is safe, whom to call. No code of ours is ever shown.
import { Refused } from '../crypto/verbs';
import { t } from '../i18n/i18n';
import { agency, checked } from './agency';
import { Failed } from './api';
import { inPlainWords } from './words';

export interface Told { title: string; text: string; safe: string | null; call: string; numbers: { label: string; number: string }[] }

/** One more than everybody may meet: a role that does not allow it. */
function words(error: unknown): string {
  if (error instanceof Refused && error.check === 'A1') return t('desk.chain_broken');
  if (error instanceof Refused && error.check === 'A2') return t('desk.chain_forked');
  return error instanceof Failed && error.code === 'refused' ? t('desk.failed_role') : inPlainWords(error);
}

/** The signed numbers first: whoever could change our pages must not be able to redirect a call. */
function callable(): { label: string; number: string }[] {
  const own = agency.value;
  const signed = checked.value?.contact;
  const phone = signed?.phone ?? own?.contact.phone ?? '';
  const emergency = signed?.emergency ?? own?.crisis[0]?.numbers ?? [];
  return [...(phone ? [{ label: own?.name ?? '', number: phone }] : []), ...emergency.slice(0, 3)];
}

/** For what is told in its own place, and not as a step that failed. */
export const whomToCall = (): Pick<Told, 'call' | 'numbers'> => ({ call: t('desk.call'), numbers: callable() });

/** null: nothing has failed. `safe`: what was typed is still on the page. */
export const told = (error: unknown, safe = false): Told | null => (error === null ? null : {
  title: t('desk.failed_title'), text: words(error), safe: safe ? t('desk.text_safe') : null, ...whomToCall(),
});

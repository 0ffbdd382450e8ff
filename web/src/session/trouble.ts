// A failure at the desk in words: what happened, what is safe, whom to call. No code of ours is ever shown.
import { Refused, type Refusal } from '../crypto/verbs';
import { t, tn } from '../i18n/i18n';
import { agency, checked } from './agency';
import { Failed } from './api';

export interface Told { title: string; text: string; safe: string | null; call: string; numbers: { label: string; number: string }[] }

/** Families of checks: who reads along cannot be proved, the account cannot be opened, what came is not what was sealed, the text cannot be sealed. */
function family(check: Refusal): string {
  if (/^D\d$|^origin$/.test(check)) return 'directory';
  if (/^(wrap|set-back)$/.test(check)) return 'account';
  return /^[GEP]\d$|^box$/.test(check) ? 'content' : 'seal';
}

const known = new Set(['offline', 'signed_out', 'not_ready', 'too_long', 'conflict', 'sequence', 'not_found']);

function words(error: unknown): string {
  if (error instanceof Refused) return t(`refused.${family(error.check)}`);
  if (!(error instanceof Failed)) return t('problem.internal');
  if (error.code === 'refused') return t('desk.failed_role');
  if (error.code === 'wait') return tn('problem.wait', Math.max(1, Math.ceil((error.problem?.wait ?? 60) / 60)));
  return known.has(error.code) ? t(`problem.${error.code}`) : t('problem.internal');
}

/** The signed numbers first: whoever could change our pages must not be able to redirect a call. */
function callable(): { label: string; number: string }[] {
  const own = agency.value;
  const signed = checked.value?.contact;
  const phone = signed?.phone ?? own?.contact.phone ?? '';
  const emergency = signed?.emergency ?? own?.crisis[0]?.numbers ?? [];
  return [...(phone ? [{ label: own?.name ?? '', number: phone }] : []), ...emergency.slice(0, 3)];
}

/** null: nothing has failed. `safe`: what was typed is still on the page. */
export const told = (error: unknown, safe = false): Told | null => (error === null ? null : {
  title: t('desk.failed_title'), text: words(error), safe: safe ? t('desk.text_safe') : null, call: t('desk.call'), numbers: callable(),
});

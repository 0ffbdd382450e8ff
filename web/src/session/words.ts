// Failures in words: what happened and what to do. Never a code, never a blaming word (UX 1.3).
import { Refused, type Refusal } from '../crypto/verbs';
import { t, tn } from '../i18n/i18n';
import { Failed } from './api';

/** Families of checks: who reads along cannot be proved, the account cannot be opened, what came is not what was sealed, what is to happen is not what was signed, the text cannot be sealed. */
function family(check: Refusal): string {
  if (/^D\d$|^origin$/.test(check)) return 'directory';
  if (/^(wrap|set-back)$/.test(check)) return 'account';
  if (/^[GEPF]\d$|^box$/.test(check)) return 'content';
  if (/^O\d$|^policy$/.test(check)) return 'policy';
  return 'seal';
}

const known = new Set(['offline', 'cookies', 'signed_out', 'not_ready', 'too_long', 'conflict', 'sequence', 'not_found', 'away', 'full']);

/** In the language of the page. */
export function inPlainWords(error: unknown): string {
  if (error instanceof Refused) return t(`refused.${family(error.check)}`);
  if (error instanceof Failed && error.code === 'wait') return tn('problem.wait', Math.max(1, Math.ceil((Number(error.problem?.wait) || 60) / 60)));
  if (error instanceof Failed && error.code === 'full' && /^(case|agency)$/.test(error.problem?.field ?? '')) return t(`file.full_${error.problem!.field}`);
  if (error instanceof Failed && known.has(error.code)) return t(`problem.${error.code}`);
  return t('problem.internal');
}

// The account of somebody who comes by a link: name, password, and how seekers will read them.
import { signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { Failed } from '../../session/api';
import { join, type Joining } from '../../session/staff';
import type { Fault } from '../../ui/summary/summary';

export const typed = { name: signal(''), password: signal(''), alias: signal('') };
export function forgetTyped(): void { for (const field of Object.values(typed)) field.value = ''; }

const most = 60; // characters of an alias
const least = 10; // characters of a password (PROTOCOL 2.3.3)
const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u; // what an alias may be made of

/** Whether many people would take this password. */
export type Weak = (password: string, name: string) => Promise<boolean>;

/** What to mend before anything is sent. The worker looks at name and password more closely. */
export async function faults(weak: Weak): Promise<Fault[]> {
  const found: Fault[] = [];
  const alias = typed.alias.value.normalize('NFC').trim();
  if (!typed.name.value.trim()) found.push({ field: 'name', text: t('setup.need_name') });
  else if (!(await fits(typed.name.value))) found.push({ field: 'name', text: t('setup.bad_name') });
  if ([...typed.password.value.normalize('NFKC')].length < least) found.push({ field: 'password', text: t('setup.need_password') });
  else if (await weak(typed.password.value, typed.name.value)) found.push({ field: 'password', text: t('setup.bad_password') });
  if (!visible.test(alias)) found.push({ field: 'alias', text: t('setup.need_alias') });
  else if ([...alias].length > most) found.push({ field: 'alias', text: t('setup.long_alias') });
  return found;
}

async function fits(name: string): Promise<boolean> {
  try { await ask('name', { typed: name }); return true; } catch (error) {
    if (error instanceof Refused && error.check === 'name') return false;
    throw error;
  }
}

/** Makes the account. Answers what to mend, or the return code. Throws Failed, Refused for what typing again cannot mend. */
export async function make(by: Pick<Joining, 'kind' | 'token' | 'lang'>, weak: Weak): Promise<{ faults: Fault[] } | { code: string }> {
  const found = await faults(weak);
  if (found.length) return { faults: found };
  try {
    const code = await join({ ...by, name: typed.name.value, password: typed.password.value, alias: typed.alias.value.trim() });
    typed.password.value = '';
    return { code };
  } catch (error) {
    const fault = mend(error);
    if (fault === null) throw error;
    return { faults: [fault] };
  }
}

/** A refusal that belongs to a field. */
function mend(error: unknown): Fault | null {
  if (error instanceof Failed && error.code === 'name_taken') return { field: 'name', text: t('setup.name_taken') };
  if (error instanceof Refused && error.check === 'name') return { field: 'name', text: t('setup.bad_name') };
  if (error instanceof Refused && error.check === 'password') return { field: 'password', text: t('setup.bad_password') };
  return null;
}

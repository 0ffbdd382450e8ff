// Name and password of a new account, or none of both: then the return code alone opens it.
import { signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { canReckonPasswords } from '../../session/account';
import type { Fault } from '../../ui/summary/summary';
import { commonPasswords, nameFault, passwordFault } from './rules';
import { suggestNames } from './suggest';

/** `codeOnly`: an account without name and password. `offered`: other names, after one was taken. */
export const access = { name: signal(''), password: signal(''), codeOnly: signal(!canReckonPasswords()), offered: signal<readonly string[]>([]) };

/** What cannot be accepted, in words. Nothing is sent for it. Throws Refused if the worker fails. */
export async function faults(): Promise<Fault[]> {
  const found: Fault[] = [];
  const name = access.name.value;
  if (!access.codeOnly.value) {
    const fault = nameFault(name) ?? await shape(name);
    if (fault) found.push({ field: 'name', text: t(`access.${fault}`) });
    const weak = passwordFault(access.password.value, name, await commonPasswords());
    if (weak) found.push({ field: 'password', text: t(`password.${weak}`) });
  } else if ([...name].length > 32) found.push({ field: 'name', text: t('access.name_length') });
  return found;
}

async function shape(name: string): Promise<'name_form' | null> {
  try { await ask('name', { typed: name }); return null; } catch (error) {
    if (error instanceof Refused && error.check === 'name') return 'name_form';
    throw error;
  }
}

/** The name exists: says so and offers three others. */
export async function taken(): Promise<Fault[]> {
  try { access.offered.value = await suggestNames(3); } catch { access.offered.value = []; }
  return [{ field: 'name', text: t('access.name_taken') }];
}

/** What the account is made of; null and null for the return code alone. */
export const chosen = (): { name: string | null; password: string | null } =>
  (access.codeOnly.value ? { name: null, password: null } : { name: access.name.value, password: access.password.value });

/** How the team addresses the person: as typed just now, else by the name of the account. */
export const called = (account: string): string => access.name.value.trim() || account || t('access.nameless');

export function clear(): void {
  access.name.value = '';
  access.password.value = '';
  access.offered.value = [];
}

// Coming back: by name and password, or by return code alone.
import { signal } from '@preact/signals';
import { Refused, type Me } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { canReckonPasswords, forget, me, signInByCode, signInByPassword } from '../../session/account';
import { Failed } from '../../session/api';
import type { Fault } from '../../ui/summary/summary';

export const door = { byCode: signal(!canReckonPasswords()), name: signal(''), password: signal(''), code: signal('') };

export function empty(): Fault[] {
  if (door.byCode.value) return door.code.value.trim() ? [] : [{ field: 'code', text: t('signin.fault_code_empty') }];
  return [
    ...(door.name.value.trim() ? [] : [{ field: 'name', text: t('signin.fault_name') }]),
    ...(door.password.value ? [] : [{ field: 'password', text: t('signin.fault_password') }]),
  ];
}

/** Signs in; answers what to mend, nothing if it went well. `before`: whose page this is; nobody else may go on with it. Throws Failed, Refused for everything that typing again cannot mend. */
export async function enter(before: Me | null = null): Promise<Fault[]> {
  try {
    await (door.byCode.value ? signInByCode('seeker', door.code.value, before) : signInByPassword('seeker', door.name.value, door.password.value, before));
  } catch (error) {
    if (error instanceof Failed && error.code === 'foreign') {
      forget();
      me.value = before;
      return [{ field: door.byCode.value ? 'code' : 'name', text: t('signin.foreign') }];
    }
    if (error instanceof Refused && error.check === 'code') return [{ field: 'code', text: t('signin.fault_code') }];
    if (error instanceof Failed && error.code === 'sign_in_failed') return [{ field: door.byCode.value ? 'code' : 'name', text: t('signin.failed') }];
    throw error;
  }
  clear();
  return [];
}

export function clear(): void {
  door.name.value = '';
  door.password.value = '';
  door.code.value = '';
}

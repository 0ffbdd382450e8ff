// Signing staff in: on the page of its own, and over a page whose session has ended.
import { signal } from '@preact/signals';
import { Refused } from '../../crypto/verbs';
import type { Me } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { canReckonPasswords, forget, me, signInByCode, signInByPassword, signOut } from '../../session/account';
import { Failed } from '../../session/api';
import { followChain } from '../../session/chain';
import { adopt } from '../../session/staff';
import type { Fault } from '../../ui/summary/summary';

/** `anew`: the audit chain is taken as it is. */
export const door = { byCode: signal(!canReckonPasswords()), name: signal(''), password: signal(''), code: signal(''), anew: signal(false) };

export function empty(): Fault[] {
  if (door.byCode.value) return door.code.value.trim() ? [] : [{ field: 'code', text: t('desk.need_code') }];
  return [
    ...(door.name.value.trim() ? [] : [{ field: 'name', text: t('desk.need_name') }]),
    ...(door.password.value ? [] : [{ field: 'password', text: t('desk.need_password') }]),
  ];
}

/** Without the keys that wait there is no desk, and no lead's over a record that does not follow: then nobody is signed in. What is not what it says ends the session at the server as well. */
async function takeKeys(leads: boolean): Promise<void> {
  try {
    await adopt(true);
    if (leads) await followChain(door.anew.value);
  } catch (error) {
    if (error instanceof Refused) await signOut(() => undefined).catch(() => undefined); else forget();
    throw error;
  }
}

/** Signs in and takes in waiting keys; answers what to mend, nothing if it went well. `before`: who has to come back; `locked`: nobody is signed in until then. Throws Failed, Refused for what typing again cannot mend. */
export async function enter(before: Me | null = null, locked = false): Promise<Fault[]> {
  const field = door.byCode.value ? 'code' : 'password';
  try {
    const person = door.byCode.value ? await signInByCode('staff', door.code.value, before) : await signInByPassword('staff', door.name.value, door.password.value, before);
    if (person.state === 'active') await takeKeys(person.roles.includes('lead'));
  } catch (error) {
    if (error instanceof Failed && error.code === 'foreign') { forget(); me.value = locked ? null : before; return [{ field, text: t('desk.again_other') }]; }
    if (error instanceof Refused && error.check === 'code') return [{ field, text: t('desk.code_wrong') }];
    if (error instanceof Failed && error.code === 'sign_in_failed') return [{ field, text: t(door.byCode.value ? 'desk.code_wrong' : 'desk.signin_wrong') }];
    throw error;
  }
  forgetDoor();
  return [];
}

export function forgetDoor(): void { door.anew.value = false; for (const part of [door.name, door.password, door.code]) part.value = ''; }

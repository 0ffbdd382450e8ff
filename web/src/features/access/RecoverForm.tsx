import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Refused } from '../../crypto/verbs';
import type { Realm } from '../../crypto/wire';
import { t } from '../../i18n/i18n';
import { beginRecovery, finishRecovery, type Recovery } from '../../session/access';
import { Failed } from '../../session/api';
import { Button } from '../../ui/button/button';
import { TextField } from '../../ui/field/field';
import { StatusLine, hush, say } from '../../ui/status/status';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { NewPassword } from './NewPassword';
import { newPasswordFault } from './PasswordBlock';

interface Props { realm: Realm; onCode: (code: string, only: boolean) => void; onTrouble: (error: unknown) => void; trouble?: ComponentChildren; onBack: () => void }

/** Forgotten password: the return code first, then a new password; what comes of it is a new code. */
export function RecoverForm({ realm, onCode, onTrouble, trouble, onBack }: Props) {
  const begun = useSignal<Recovery | null>(null), code = useSignal(''), password = useSignal(''), busy = useSignal(false), faults = useSignal<readonly Fault[]>([]);
  useMending(faults, { 'recover-code': code, 'recover-password': password });
  const first = async () => {
    try { begun.value = await beginRecovery(realm, code.value); } catch (error) {
      const wrong = (error instanceof Failed && error.code === 'sign_in_failed') || (error instanceof Refused && error.check === 'code');
      if (!wrong) throw error;
      faults.value = [{ field: 'recover-code', text: t('account.fault_code') }];
    }
  };
  const second = async (recovery: Recovery) => {
    const weak = recovery.name && await newPasswordFault(password.value, recovery.name);
    if (weak) faults.value = [{ field: 'recover-password', text: weak }];
    else onCode(await finishRecovery(recovery, recovery.name ? password.value : null), !recovery.name);
  };
  const go = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    say(t('account.opening'));
    try { await (begun.value ? second(begun.value) : first()); } catch (error) { onTrouble(error); } finally { hush(); busy.value = false; }
  };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={go}>
      <Summary faults={faults.value} />
      {begun.value === null ? (
        <>
          <p>{t('account.recover_lead')}</p>
          <TextField id="recover-code" label={t('account.code')} value={code} mono capitals="characters" hint={t('account.code_hint')} fault={faultOf(faults.value, 'recover-code')} />
        </>
      ) : begun.value.name ? (
        <>
          <p>{t('account.recover_name', { name: begun.value.name })}</p>
          <NewPassword id="recover-password" value={password} fault={faultOf(faults.value, 'recover-password')} />
        </>
      ) : <p>{t('account.recover_none')}</p>}
      {trouble}
      <StatusLine />
      <div class="buttons">
        <Button submit busy={busy.value}>{t(begun.value === null ? 'account.go_on' : begun.value.name ? 'account.recover_set' : 'account.new_code')}</Button>
        <Button kind="plain" busy={busy.value} onPress={onBack}>{t('account.recover_back')}</Button>
      </div>
    </form>
  );
}

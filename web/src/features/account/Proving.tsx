import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { PasswordField, TextField } from '../../ui/field/field';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';

interface Props {
  id: string; label: string; busy: boolean;
  /** The return code is asked instead of the password. */
  byCode: boolean;
  /** What was typed; false: it was wrong. */
  onTyped: (typed: { password: string } | { code: string }) => Promise<boolean>; onCancel: () => void;
}

/** Asks for the password, or the code, before what cannot be undone. */
export function Proving({ id, label, busy, byCode, onTyped, onCancel }: Props) {
  const field = `${id}-${byCode ? 'code' : 'password'}`, typed = useSignal(''), faults = useSignal<readonly Fault[]>([]);
  useMending(faults, { [field]: typed });
  const go = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const fault = !typed.value.trim() || !await onTyped(byCode ? { code: typed.value } : { password: typed.value });
    if (fault) faults.value = [{ field, text: t(byCode ? 'account.fault_code' : 'account.fault_password') }];
  };
  const fault = faultOf(faults.value, field);
  return (
    <form class="stack tight" autocomplete="off" noValidate onSubmit={go}>
      <Summary faults={faults.value} />
      {byCode
        ? <TextField id={field} label={t('account.ask_code')} value={typed} mono capitals="characters" fault={fault} />
        : <PasswordField kind="current" id={field} label={t('account.ask_password')} value={typed} fault={fault} />}
      <div class="buttons">
        <Button submit busy={busy}>{label}</Button>
        <Button kind="plain" busy={busy} onPress={onCancel}>{t('account.cancel')}</Button>
      </div>
    </form>
  );
}
